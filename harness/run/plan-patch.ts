// SPDX-License-Identifier: GPL-2.0-only
// What `plan` says of a patch: whether it applies, what it touches, and which specs concern it. Compiles nothing.
import path from "node:path";
import type { Matrix } from "../../lab/matrix.ts";
import { readEntry, type Entry } from "../host/files.ts";
import { builtKernel, inConfigured, sourceFolder } from "../kernel/index.ts";
import type { Context } from "../host/context.ts";
import type { KernelRequest } from "../kernel/types.ts";
import { ConflictError } from "../series/conflict.ts";
import { applySeries } from "../series/overlay.ts";
import { joinSeries, seriesFragments, seriesPaths } from "../series/read.ts";
import type { Series } from "../series/types.ts";
import { touchedFiles, type TouchedFile } from "../series/touched.ts";
import { findCallers, findOwners, type Configured, type Owner } from "../static/owners.ts";
import { sortByConcern, type Concern } from "./concern.ts";
import { kernelRequest } from "./kernels.ts";
import { kernelTarget, type RunOptions } from "./options.ts";
import type { PlannedCell } from "./plan.ts";

/** A patch, as the kernel of a run meets it. */
export interface PatchPlan {
  readonly name: string;
  /** For people: `linux-source-6.12 6.12.117-1`. */
  readonly kernel: string;
  /** What `--3way` or `--fuzz` did. */
  readonly notes: readonly string[];
  readonly files: readonly (TouchedFile & Pick<Owner, "into">)[];
  readonly specs: Concern;
}

/** A patch that does not apply. */
export interface PatchConflict {
  readonly name: string;
  readonly kernel: string;
  readonly error: ConflictError;
  /** The files that it names. */
  readonly files: readonly string[];
}

/** Looks at the series of a run on one of its kernels. */
export async function planPatch(
  options: RunOptions,
  kernel: string | undefined,
  plan: readonly PlannedCell[],
  context: Context,
): Promise<PatchPlan | PatchConflict> {
  const { series, baseSeries, source: from } = kernelTarget(options, kernel);
  const source = await sourceFolder(from, context);
  const names = await seriesPaths(series);
  const about = { name: series.name, kernel: source.label };
  const notes: string[] = [];
  const before =
    baseSeries === undefined ? new Map<string, Entry>() : await applySeries(source.folder, baseSeries, source.label);
  try {
    const joined = joinSeries(baseSeries, series) ?? series;
    const after = await applySeries(source.folder, joined, source.label, (text) => notes.push(text));
    const entries = names.map(
      async (name) => [name, before.get(name) ?? (await readEntry(path.join(source.folder, name)))] as const,
    );
    const own = new Map([...after].filter(([name]) => names.includes(name)));
    const touched = await touchedFiles(new Map(await Promise.all(entries)), own);
    const named = kernel === undefined ? {} : { kernel };
    const work = (at: Configured): ReturnType<typeof builtAs> =>
      builtAs(at, plan, touched, options.filters.matrix?.devices);
    const config = await sameConfiguration(
      kernelRequest({ ...plain, ...named, side: "base" }, options),
      series,
      context,
    );
    const found =
      config === undefined
        ? await inConfigured(kernelRequest({ ...plain, ...named, side: "patched" }, options), context, work)
        : await work({ tree: source.folder, config });
    return { ...about, notes, ...found };
  } catch (error) {
    if (error instanceof ConflictError) return { ...about, error, files: names };
    throw error;
  }
}

const plain = { flavour: "plain" } as const;

/** Files by which kbuild decides what is compiled, and into what. */
const decides = /(?:^|\/)(?:Kconfig|Makefile|Kbuild)[^/]*$|^scripts\//;

/** The `.config` of the base kernel, if that was built and the series changes nothing about it: nobody is waited for. */
async function sameConfiguration(base: KernelRequest, series: Series, context: Context): Promise<string | undefined> {
  if (base.series !== undefined || (await seriesPaths(series)).some((name) => decides.test(name))) return undefined;
  if ((await seriesFragments(series)).length > 0) return undefined;
  return (await builtKernel(base, context))?.config;
}

async function builtAs(
  at: Configured,
  plan: readonly PlannedCell[],
  touched: readonly TouchedFile[],
  devices: Matrix["devices"] | undefined,
): Promise<Pick<PatchPlan, "files" | "specs">> {
  const specs = plan.flatMap((cell) => cell.specs.map(({ planned }) => planned.spec));
  const drivers = [...new Set(specs.flatMap(({ needs }) => needs.driver ?? []))];
  const names = touched.map(({ file }) => file);
  const owners = await findOwners(at, names);
  const modules = [...new Set(owners.flatMap(({ into }) => into))];
  const loaded = modules.filter((name) => name !== "vmlinux");
  const calls = await findCallers(at, drivers, loaded);
  const functions = [...new Set(touched.flatMap((file) => file.functions))];
  return {
    files: touched.map((file, index) => ({ ...file, into: owners[index]?.into ?? [] })),
    specs: sortByConcern(plan, { functions, modules, calls }, devices),
  };
}
