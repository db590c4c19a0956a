// SPDX-License-Identifier: GPL-2.0-only
// The lab's own driver on both sides, where a patch changes what that driver goes through: it shows more of interrupts and
// userspace I/O than the kernel's drivers do.
import { isBlamed } from "../host/errors.ts";
import type { FetchedSource } from "../kernel/fetch/source.ts";
import { applySeries } from "../series/overlay.ts";
import { joinSeries, readSeriesFor, seriesPaths } from "../series/read.ts";
import type { KernelSource, Series } from "../series/types.ts";
import type { KernelTarget, LabDriver, RunOptions } from "./options.ts";

/** Has the source of a kernel here. */
export type Fetch = (source: KernelSource) => Promise<FetchedSource>;

type Target = Pick<KernelTarget, "source" | "series" | "baseSeries">;

/** The run with the lab's driver on both sides of each kernel; without, and with a note, where the patch conflicts with it. */
export async function withLabDriver(options: RunOptions, fetch: Fetch): Promise<RunOptions> {
  const { choice, choose, notes = [] } = options;
  if (choice?.labDriver !== true) return options;
  const labDriver = choose?.labDriver;
  const told = (given: boolean, note: string): RunOptions => ({
    ...options,
    choice: { ...choice, labDriver: given },
    notes: [...notes, note],
  });
  if (labDriver === undefined) return { ...options, choice: { ...choice, labDriver: false } };
  const { driver } = labDriver;
  const bases = await Promise.all((options.targets ?? [options]).map((one) => baseWithDriver(one, labDriver, fetch)));
  if (bases.includes(undefined))
    return told(false, `Tested without ${driver}: the patch does not apply on top of its patches.`);
  const [first] = bases;
  const targets = options.targets?.map((target, index) => ({ ...target, baseSeries: bases[index] }));
  return {
    ...told(true, `${driver} is on both sides: its specs test what the patch changes.`),
    baseSeries: first,
    ...(targets === undefined ? {} : { targets }),
  };
}

/** What both sides of a kernel have then; undefined: the patch does not apply on top of it. */
async function baseWithDriver(
  { source: from, series, baseSeries }: Target,
  { series: folder }: LabDriver,
  fetch: Fetch,
): Promise<Series | undefined> {
  const source = await fetch(from);
  const own = await readSeriesFor(folder, source.version);
  const before = baseSeries === undefined ? [] : await seriesPaths(baseSeries);
  // Who has typed it as --base-patch has it.
  if (baseSeries !== undefined && (await seriesPaths(own)).every((name) => before.includes(name))) return baseSeries;
  const base = joinSeries(own, baseSeries) ?? own;
  try {
    await applySeries(source.folder, joinSeries(base, series) ?? series, source.label);
    return base;
  } catch (error) {
    if (isBlamed(error)) return undefined;
    throw error;
  }
}
