// SPDX-License-Identifier: GPL-2.0-only
// The lab's own driver on both sides, where a patch changes what that driver goes through: it shows more of interrupts and
// userspace I/O than the kernel's drivers do.
import { isBlamed } from "../host/errors.ts";
import type { FetchedSource } from "../kernel/fetch/source.ts";
import { applySeries } from "../series/overlay.ts";
import { joinSeries, readSeriesFor, seriesPaths } from "../series/read.ts";
import type { KernelSource, Series } from "../series/types.ts";
import type { KernelTarget, RunOptions } from "./options.ts";

/** A driver that is put on both sides. */
export interface Equipment {
  /** The folder with its patches. */
  readonly series: string;
  /** As the kernel calls it. */
  readonly driver: string;
}

/** Has the source of a kernel here. */
export type Fetch = (source: KernelSource) => Promise<FetchedSource>;

type Target = Pick<KernelTarget, "source" | "series" | "baseSeries">;

/** The run with the equipment on both sides of each kernel; without, and with a note, where the patch conflicts with it. */
export async function withEquipment(options: RunOptions, fetch: Fetch): Promise<RunOptions> {
  const { choice, choose, notes = [] } = options;
  if (choice?.equipment !== true) return options;
  const equipment = choose?.equipment;
  const told = (equipped: boolean, note: string): RunOptions => ({
    ...options,
    choice: { ...choice, equipment: equipped },
    notes: [...notes, note],
  });
  if (equipment === undefined) return { ...options, choice: { ...choice, equipment: false } };
  const { driver } = equipment;
  const bases = await Promise.all((options.targets ?? [options]).map((one) => equippedBase(one, equipment, fetch)));
  if (bases.includes(undefined))
    return told(false, `Tested without ${driver} as test equipment: the patch conflicts with its patches.`);
  const [first] = bases;
  const targets = options.targets?.map((target, index) => ({ ...target, baseSeries: bases[index] }));
  return {
    ...told(true, `${driver} is on both sides, as test equipment.`),
    baseSeries: first,
    ...(targets === undefined ? {} : { targets }),
  };
}

/** What both sides of a kernel have then; undefined: the patch applies, and does not with the equipment. */
async function equippedBase(
  { source: from, series, baseSeries }: Target,
  { series: folder }: Equipment,
  fetch: Fetch,
): Promise<Series | undefined> {
  const source = await fetch(from);
  const own = await readSeriesFor(folder, source.version);
  const before = baseSeries === undefined ? [] : await seriesPaths(baseSeries);
  // Who has typed it as --base-patch has it.
  if (baseSeries !== undefined && (await seriesPaths(own)).every((name) => before.includes(name))) return baseSeries;
  const base = joinSeries(own, baseSeries) ?? own;
  const applies = async (first: Series | undefined): Promise<boolean> =>
    applySeries(source.folder, joinSeries(first, series) ?? series, source.label).then(
      () => true,
      (error: unknown) => {
        if (isBlamed(error)) return false;
        throw error;
      },
    );
  return (await applies(base)) || !(await applies(baseSeries)) ? base : undefined;
}
