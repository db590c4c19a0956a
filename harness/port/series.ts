// SPDX-License-Identifier: GPL-2.0-only
// Old series brought forward: each patch in order, on copies of the files that they name.
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { sha256 } from "../host/files.ts";
import { copyIfThere, readPatches, refusing } from "../series/overlay.ts";
import type { OnNote, ScannedPatch } from "../series/scanned.ts";
import { joinSeries, readSeries } from "../series/read.ts";
import type { Series } from "../series/types.ts";
import { checkAgainstTree } from "../series/tree.ts";
import { root } from "../host/paths.ts";
import type { Port, PortChange } from "../record/model.ts";
import { portPatch } from "./patch.ts";
import type { Rule } from "./rules.ts";
import { PortTree } from "./tree.ts";

/** What both sides have, and what is tested. */
export interface Pair {
  readonly base: Series | undefined;
  readonly series: Series;
}

export interface PortOptions {
  /** The source. */
  readonly folder: string;
  /** What it is, for people. */
  readonly label: string;
  readonly rules: readonly Rule[];
  /** The folder that keeps what was made, by content. */
  readonly keep: string;
  readonly onNote: OnNote;
}

/** Brings both series of a run forward. What needs nothing stays the series that it was. @throws {ConflictError} */
export async function portSeries(asked: Pair, options: PortOptions): Promise<Pair & { readonly port: Port }> {
  const brought = new Map<string, Rule>();
  // What a rule brings comes first: then all is looked at anew.
  for (;;) {
    const before = await broughtSeries([...brought.keys()]);
    const pass = await onePass({ ...asked, base: joinSeries(asked.base, before) }, options);
    const missing = pass.brings.filter(([patch]) => !brought.has(patch));
    for (const [patch, rule] of missing) brought.set(patch, rule);
    if (missing.length > 0) continue;
    const subjects = before?.patches.map(({ subject }) => subject) ?? [];
    const said = [...brought.values()].map((rule, index) => ({ patch: subjects[index] ?? "", rule: rule.name }));
    return { base: pass.base, series: pass.series, port: { changes: pass.changes, brought: said } };
  }
}

/** Patches of the lab's own, named by rules, as one series. */
async function broughtSeries(patches: readonly string[]): Promise<Series | undefined> {
  let all: Series | undefined;
  for (const patch of patches) all = joinSeries(all, await readSeries(path.join(root, patch)));
  return all;
}

/** What a pass over all patches found. */
interface PortedSeries {
  readonly changes: PortChange[];
  readonly brings: (readonly [patch: string, rule: Rule])[];
}

async function onePass(pair: Pair, options: PortOptions): Promise<Pair & PortedSeries> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-port-"));
  try {
    const patches = await readPatches(joinSeries(pair.base, pair.series) ?? pair.series);
    const changes = patches.flatMap((patch) => patch.changes);
    await refusing(pair.series.name, () => checkAgainstTree(options.folder, changes));
    const names = [...new Set(changes.flatMap((change) => change.names))];
    const folder = path.join(scratch, "tree");
    await mkdir(folder);
    for (const name of names) await copyIfThere(path.join(options.folder, name), path.join(folder, name));
    const tree = new PortTree(options.folder, folder, names);
    const found: PortedSeries = { changes: [], brings: [] };
    const base = pair.base === undefined ? undefined : await portOne(tree, pair.base, options, found);
    const series = await portOne(tree, pair.series, options, found);
    return { base, series, ...found };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Brings one series forward, patch by patch. */
async function portOne(tree: PortTree, series: Series, options: PortOptions, found: PortedSeries): Promise<Series> {
  const { label, rules, onNote } = options;
  const how = { label, applyOptions: series.applyOptions, onNote };
  const patches = await readPatches(series);
  const texts: string[] = [];
  for (const patch of patches) {
    const { text, changes, rules: used } = await portPatch(tree, patch, rules, how);
    texts.push(text);
    found.changes.push(...changes);
    for (const rule of used)
      if (rule.brings !== undefined && !(await tree.allHold(rule.brings.unless)))
        found.brings.push([rule.brings.patch, rule]);
  }
  const changed = texts.some((text, index) => text !== patches[index]?.text);
  if (!changed) return series;
  if (texts.every((text) => text === ""))
    throw new UsageError(`Nothing is left of ${series.name} on ${label}: everything it changes is gone.`);
  return keepSeries(series, patches, texts, options.keep);
}

/** Writes a series to the folder of its content, with what lay beside its patches, whole or not at all. */
async function keepSeries(
  series: Series,
  patches: readonly ScannedPatch[],
  texts: readonly string[],
  keep: string,
): Promise<Series> {
  await mkdir(keep, { recursive: true });
  const scratch = await mkdtemp(path.join(keep, ".new-"));
  try {
    const digits = (index: number): string => String(index + 1).padStart(4, "0");
    const bare = (file: string): string => path.basename(file).replace(/^\d+-/, "");
    for (const [index, text] of texts.entries())
      if (text !== "")
        await writeFile(path.join(scratch, `${digits(index)}-${bare(patches[index]?.path ?? "")}`), text);
    const beside = (await readdir(series.path)).filter((name) => /\.config$|^coverage\.json$/.test(name));
    for (const name of beside) await copyFile(path.join(series.path, name), path.join(scratch, name));
    const bytes = await Promise.all(beside.map((name) => readFile(path.join(series.path, name), "utf8")));
    const content = [...texts, ...bytes].map((text) => sha256(text)).join("\n");
    const folder = path.join(keep, `ported-${sha256(content).slice(0, 16)}`);
    await rename(scratch, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
    return { ...series, ...(await readSeries(folder)), name: series.name };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
