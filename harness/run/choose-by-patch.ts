// SPDX-License-Identifier: GPL-2.0-only
// The machines of a run whose patch chooses them: the source is fetched for that, and nothing is configured or built.
import { cores } from "../../lab/cores.ts";
import { ownMatrix } from "../../lab/matrix.ts";
import type { Context } from "../host/context.ts";
import { isBlamed } from "../host/errors.ts";
import { compileGlob } from "../host/glob.ts";
import type { FetchedSource } from "../kernel/fetch/source.ts";
import { sourceFolder } from "../kernel/index.ts";
import { parseKconfig } from "../kernel/kconfig/parse.ts";
import { applySeries, type Overlay } from "../series/overlay.ts";
import { joinSeries, seriesPaths } from "../series/read.ts";
import type { KernelSource } from "../series/types.ts";
import { findPossibleOwners, type PossibleOwner } from "../static/unconfigured.ts";
import { chooseMachines, type Selects } from "./choose.ts";
import { withLabDriver, type Fetch } from "./lab-driver.ts";
import { withSymbols } from "./touched-symbols.ts";
import type { RunOptions } from "./options.ts";

type PatchedSource = Pick<RunOptions, "source" | "series" | "baseSeries">;

/** The run with the machines that its patch is tested on; as it is, where they are given. */
export async function withChoice(options: RunOptions, context: Context): Promise<RunOptions> {
  const { choose, filters, settings, notes = [] } = options;
  if (choose === undefined) return options;
  const fetched = new Map<KernelSource, Promise<FetchedSource>>();
  const fetch: Fetch = (source) => {
    const known = fetched.get(source) ?? sourceFolder(source, context);
    fetched.set(source, known);
    return known;
  };
  // The versions of a kernel hardly differ in what is built into what.
  const owners = await ownersIn(options.targets?.[0] ?? options, fetch);
  const modules = new Set(owners.flatMap(({ parts }) => parts.map(({ module }) => module)));
  // The configuration's own machines are made for its driver.
  if (settings.driver !== undefined && modules.has(settings.driver.replaceAll("-", "_"))) return options;
  const { devices } = filters.matrix ?? ownMatrix;
  const known = chooseMachines(owners, { devices, cores });
  const open = known.files.some(({ parts, untested }) => untested !== undefined && parts.length > 0);
  const { source } = options.targets?.[0] ?? options;
  const choice = open ? chooseMachines(owners, { devices, cores, selects: selectsIn(await fetch(source)) }) : known;
  const chosen = {
    ...options,
    choice,
    specs: choose.specs,
    filters: { ...filters, matrix: { devices, machines: choice.machines }, countAll: true },
    notes: [...notes, ...choice.files.flatMap(({ file, untested }) => untested ? [`${file} is not tested: ${untested}.`] : [])], // prettier-ignore
  };
  return withSymbols(await withLabDriver(chosen, fetch), context);
}

/** What symbols select, as the Kconfig files have it. */
function selectsIn({ folder }: FetchedSource): Selects {
  const definitions = parseKconfig(folder);
  return (symbol) => (definitions.get(symbol) ?? []).flatMap(({ selects }) => selects.map((one) => one.symbol));
}

async function ownersIn(
  { source: from, series, baseSeries }: PatchedSource,
  fetch: Fetch,
): Promise<readonly PossibleOwner[]> {
  const source = await fetch(from);
  const joined = joinSeries(baseSeries, series) ?? series;
  // Whether it applies is said elsewhere; until then the tree without it does.
  const overlay = await applySeries(source.folder, joined, source.label).catch((error: unknown): Overlay => {
    if (isBlamed(error)) return new Map();
    throw error;
  });
  const files = await seriesPaths(series);
  // Half the kernel includes the headers that the table names.
  const isRead = (file: string): boolean => !file.startsWith("include/") || !isCore(file);
  const read = await findPossibleOwners({ folder: source.folder, overlay }, files.filter(isRead));
  return [...read, ...files.filter((file) => !isRead(file)).map((file) => ({ file, parts: [] }))];
}

const isCore = (file: string): boolean => cores.some(({ paths }) => paths.some((glob) => compileGlob(glob)(file)));
