// SPDX-License-Identifier: GPL-2.0-only
// A run without a series → what each driver does today. Pure.
import { findDevice, type DeviceDefinition } from "../../lab/device/index.ts";
import type { Matrix } from "../../lab/matrix.ts";
import type { CensusEntry, CensusRecord, CensusRow } from "../record/census.ts";
import { splatName, type Result, type RunRecord } from "../record/model.ts";

/** What a driver is called in the table: as sysfs has it. */
function driverName(device: DeviceDefinition): string {
  return device.driver?.name ?? "none";
}

/** Puts a run of one side down as a census. */
export function takeCensus(record: RunRecord, devices: Matrix["devices"]): CensusRecord {
  const { id, command, startedAt, notes, failure } = record;
  const rows = [...new Set(record.results.map(({ cell }) => cell))].map((cell) => censusRow(cell, record, devices));
  const planned = (record.jobs ?? []).map(({ spec }) => spec);
  const behaviours = [...new Set([...planned, ...record.results.map(({ spec }) => spec)])];
  const ended = Date.parse(record.finishedAt ?? startedAt);
  return {
    schemaVersion: 1,
    ...{ id, command, startedAt, seconds: (ended - Date.parse(startedAt)) / 1000, behaviours, rows, notes },
    kernels: record.kernels.map(({ source, flavour }) => `${source} (${flavour ?? "plain"})`),
    ...(failure === undefined ? {} : { failure: failure.message }),
    exitCode: censusExitCode(rows, failure),
  };
}

function censusRow(cell: string, { results }: RunRecord, devices: Matrix["devices"]): CensusRow {
  const own = results.filter((result) => result.cell === cell);
  const device = findDevice(own[0]?.device ?? "", devices);
  return {
    ...{ device: device.model, chip: device.chip, driver: driverName(device), cell },
    entries: own.map(censusEntry),
  };
}

function censusEntry({ spec, outcome, reason, splats, seconds, reproduce }: Result): CensusEntry {
  return {
    ...{ spec, outcome, splats: splats.map(splatName), seconds },
    ...(reason === undefined ? {} : { reason }),
    ...(reproduce === undefined ? {} : { reproduce }),
  };
}

/** 0: no driver failed, and all were asked; a failure counts whatever was not. */
export function censusExitCode(rows: readonly Pick<CensusRow, "entries">[], failure?: RunRecord["failure"]): number {
  const outcomes = new Set(rows.flatMap(({ entries }) => entries.map(({ outcome }) => outcome)));
  if (outcomes.has("FAIL")) return 1;
  if (failure !== undefined || outcomes.has("MISS")) return 3;
  if (outcomes.has("ERROR")) return 1;
  return outcomes.has("PASS") || outcomes.has("DONE") ? 0 : 3;
}
