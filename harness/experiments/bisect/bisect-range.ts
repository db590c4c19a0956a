// SPDX-License-Identifier: GPL-2.0-only
// What is bisected: suspects in order, and what the kernel of each point is made of.
import path from "node:path";
import { UsageError } from "../../host/errors.ts";
import { joinSeries, seriesFragments, seriesTexts } from "../../series/read.ts";
import type { KernelSource, Series } from "../../series/types.ts";
import type { Context } from "../../host/context.ts";
import { namedPaths } from "../../series/scan.ts";
import { goodEnd, linear, type History } from "./posterior.ts";

export interface Suspect {
  /** A patch's file, a commit's hash. */
  readonly id: string;
  readonly subject: string;
}

/** What a kernel of a point is made of. */
export interface Recipe {
  readonly source: KernelSource;
  readonly series: Series | undefined;
  /** Says by what it differs from the good end's. */
  readonly key: string;
  /** The files by which it does, if they are known. */
  readonly files: readonly string[] | undefined;
}

export interface BisectRange {
  readonly kind: "series" | "range";
  readonly name: string;
  readonly suspects: readonly Suspect[];
  readonly history: History;
  /** Lays out what a point needs and has `work` build it. */
  with<T>(point: number, context: Context, work: (recipe: Recipe) => Promise<T>): Promise<T>;
}

/** The patches of a series, one after the other, on what both sides have. */
export async function seriesRange(
  source: KernelSource,
  series: Series,
  baseSeries: Series | undefined,
): Promise<BisectRange> {
  const { patches, name } = series;
  if (patches.length < 2)
    throw new UsageError(`${name} has one patch: nothing to bisect.`, {
      hint: "--series or --patch names the patches, --base-patch what they are put on; --good and --bad name commits",
    });
  const texts = await seriesTexts(series);
  // Another configuration is another kernel: then more than what the patches name may differ.
  const own = (await seriesFragments(series)).filter((file) => path.dirname(file) === path.resolve(series.path));
  return {
    kind: "series",
    name,
    suspects: patches.map(({ file, subject }) => ({ id: path.basename(file), subject })),
    history: linear(patches.length),
    with: async (point, _context, work) => {
      if (point === goodEnd) return work({ source, series: baseSeries, key: "", files: [] });
      const applied = texts.slice(0, point + 1);
      return work({
        source,
        series: joinSeries(baseSeries, { ...series, patches: patches.slice(0, point + 1) }),
        key: applied.join("\n"),
        files: own.length > 0 ? undefined : [...new Set(applied.flatMap((text) => namedPaths(text)))],
      });
    },
  };
}
