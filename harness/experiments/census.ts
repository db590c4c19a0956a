// SPDX-License-Identifier: GPL-2.0-only
// A census: no patch, every device of the catalogue that has a driver, and what is done to any driver. It is a run of one
// side; one kernel has the drivers of all of them.
import path from "node:path";
import type { Configuration, Matrix } from "../../lab/matrix.ts";
import { ownMatrix } from "../../lab/matrix.ts";
import { isBlamed } from "../host/errors.ts";
import type { CensusRecord } from "../record/census.ts";
import { writeCensus } from "../report/census-write.ts";
import { runLab } from "../run/lab.ts";
import type { RunOptions } from "../run/options.ts";
import { takeCensus } from "../verdict/census.ts";

/** On which machines it is taken; on the debug kernel without an IOMMU unless told. */
export type CensusPlace = Partial<Pick<Configuration, "iommu" | "flavour">>;

/** The run that a census is. */
export function censusOptions(options: RunOptions, { iommu = "off", flavour = "debug" }: CensusPlace): RunOptions {
  const { devices } = options.filters.matrix ?? ownMatrix;
  const wanted = options.filters.devices;
  const driven = Object.values(devices).filter(
    ({ model, driver }) => driver !== undefined && (wanted?.includes(model) ?? true),
  );
  const machines = driven.map(({ model }): Configuration => ({ device: model, iommu, flavour }));
  const matrix: Matrix = { devices, machines: { quick: machines, default: [], full: [] } };
  const { kernels, grep } = options.filters;
  return { ...options, filters: { matrix, profile: "full", sides: ["base"], count: false, kernels, grep } };
}

/** Takes a census, writes its reports beside those of the run, and says what it found. @returns the exit code. */
export async function runCensus(
  options: RunOptions,
  signal: AbortSignal,
  say: (record: CensusRecord, folder: string) => void,
): Promise<number> {
  return runLab(options, signal, (record, failure) => {
    const folder = path.join(options.out, record.id);
    const census = takeCensus(record, options.filters.matrix?.devices ?? ownMatrix.devices);
    writeCensus(census, folder);
    say(census, folder);
    if (isBlamed(failure)) return failure.exitCode;
    return census.exitCode;
  });
}
