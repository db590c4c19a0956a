// SPDX-License-Identifier: GPL-2.0-only
// `--series`, `--patch`, `--base-patch`: what is tested, and what it is compared with.
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { readSeriesFor } from "../kernel/index.ts";
import { joinSeries, seriesTexts } from "../series/read.ts";
import type { KernelSource, ApplyOptions, Series } from "../series/types.ts";
import { baseNotes } from "../series/base.ts";
import { findObjects } from "../series/range.ts";
import { takeOutOfTree, takePatch, type Taken } from "../series/take.ts";
import { cacheRoot, root } from "../host/paths.ts";
import type { ReviewRemark } from "../record/model.ts";
import type { RawOptions } from "./raw-options.ts";

/** The series of a run, and what its report says about them. */
export interface PatchedKernel {
  readonly series: Series;
  /** What both sides have: undefined, the kernel as it is. */
  readonly baseSeries: Series | undefined;
  readonly notes: readonly string[];
  readonly review: readonly ReviewRemark[];
  /** The options that name the same series again. */
  readonly reproduce: readonly string[];
}

type Raw = Pick<RawOptions, "series" | "patch" | "basePatch" | "outOfTree" | "fuzz" | "3way">;

const optionNames = { series: "series", patch: "patch", outOfTree: "out-of-tree" } as const;

/** Reads the patches; `typed` are the options that come from the command line, not the configuration. @throws {UsageError} */
export async function takePatches(
  raw: Raw,
  source: KernelSource,
  version?: string,
  typed = raw,
): Promise<PatchedKernel> {
  const [one, other] = (["series", "patch", "outOfTree"] as const).filter((name) => raw[name] !== undefined);
  if (one !== undefined && other !== undefined)
    throw new UsageError(`--${optionNames[one]} and --${optionNames[other]} cannot be combined.`);
  if (raw.patch === "-" && raw.basePatch === "-") throw new UsageError("Only one option can read stdin.");
  const stdin = process.stdin.isTTY ? {} : { stdin: process.stdin as AsyncIterable<Buffer> };
  const keep = path.join(cacheRoot(), "patches");
  const take = async (what: string | undefined): Promise<Taken | undefined> =>
    what === undefined ? undefined : takePatch(what, { keep, source, ...stdin });
  const base = await take(raw.basePatch);
  const outside = raw.outOfTree === undefined ? undefined : await takeOutOfTree(raw.outOfTree, { keep });
  const taken = outside?.taken ?? (await take(raw.patch));
  const applyOptions = await readApplyOptions(raw, source, [base, taken]);
  const withOptions = (series: Series): Series => (applyOptions === undefined ? series : { ...series, applyOptions });
  const series = taken?.series ?? (await ownSeries(raw, version));
  const before = base === undefined ? [] : await seriesTexts(base.series);
  return {
    series: withOptions(series),
    baseSeries: joinSeries(base === undefined ? undefined : withOptions(base.series), outside?.base?.series),
    notes: [
      ...(base?.notes ?? []),
      ...(taken?.notes ?? []),
      ...(base === undefined ? [] : [`${base.series.name} is applied to both sides (--base-patch).`]),
      ...(base === undefined ? [] : await baseNotes(base.stated, source, [])),
      ...(taken === undefined || outside !== undefined ? [] : await baseNotes(taken.stated, source, before)),
    ],
    review: [...(base?.review ?? []), ...(taken?.review ?? [])],
    reproduce: reproduceOptions(typed, base, taken),
  };
}

/** The kernel as it is. */
const noSeries: Series = { name: "no patches", path: root, patches: [] };

/** The series of a folder, as it is for a kernel version. */
async function ownSeries({ series }: Pick<Raw, "series">, version: string | undefined): Promise<Series> {
  return series === undefined ? noSeries : readSeriesFor(path.resolve(series), version);
}

/** A series for another kernel version: a patch is what it is, a folder may hold another series for it. */
export async function seriesOn(series: Series, raw: Raw, version: string | undefined): Promise<Series> {
  if (raw.patch !== undefined || raw.outOfTree !== undefined) return series;
  const { applyOptions } = series;
  return { ...(await ownSeries(raw, version)), ...(applyOptions === undefined ? {} : { applyOptions }) };
}

/** Standard input is gone by the time that somebody does it again: what was kept of it is not. */
function reproduceOptions(raw: Raw, base: Taken | undefined, taken: Taken | undefined): string[] {
  const given = (name: string, value: string | undefined, kept?: Taken): string[] =>
    value === undefined ? [] : [`--${name}`, value === "-" && kept !== undefined ? kept.series.path : value];
  return [
    ...given("series", raw.series),
    ...given("patch", raw.patch, taken),
    ...given("out-of-tree", raw.outOfTree),
    ...given("base-patch", raw.basePatch, base),
    ...(raw["3way"] === true ? ["--3way"] : []),
    ...given("fuzz", raw.fuzz),
  ];
}

async function readApplyOptions(
  raw: Raw,
  source: KernelSource,
  taken: readonly (Taken | undefined)[],
): Promise<ApplyOptions | undefined> {
  if (raw["3way"] !== true && raw.fuzz === undefined) return undefined;
  // patch(1) looks at three lines of context at most: git format-patch writes no more.
  if (raw.fuzz !== undefined && !/^[0-3]$/.test(raw.fuzz))
    throw new UsageError(`--fuzz ${raw.fuzz}: must be 0 to 3 (lines of context that may differ)`);
  const repositories = taken.flatMap((one) => one?.repository ?? []);
  const places = source.kind === "tree" ? [...repositories, source.path] : repositories;
  const objects = (await Promise.all(places.map(findObjects))).filter((one) => one !== undefined);
  return {
    ...(raw["3way"] === true ? { threeWay: objects } : {}),
    ...(raw.fuzz === undefined ? {} : { fuzz: Number(raw.fuzz) }),
  };
}
