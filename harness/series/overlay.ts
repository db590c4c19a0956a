// SPDX-License-Identifier: GPL-2.0-only
// A series as its result: the files that it changes, as they are afterwards. It is applied to copies of those files
// alone, so a series that does not apply leaves nothing changed anywhere. What is hostile is refused before that.
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { readPatchFile } from "./file.ts";
import { limits, UnsafePatchError } from "./unsafe.ts";
import { scanPatch } from "./scan.ts";
import { checkAgainstTree } from "./tree.ts";
import { applyPatch } from "./apply.ts";
import type { OnNote, ScannedPatch } from "./scanned.ts";
import { readEntry, type Entry } from "../host/files.ts";
import { patchPath } from "./read.ts";
import type { Series } from "./types.ts";

/** What each path that a series names holds once it is applied. */
export type Overlay = ReadonlyMap<string, Entry>;

/**
 * Applies a series to (copies of) the files of `folder`.
 * @throws {ConflictError} saying where it does not apply, {Refusal} of what no patch may do, {UsageError} for the rest.
 */
export async function applySeries(
  folder: string,
  series: Series,
  label: string,
  onNote: OnNote = () => undefined,
): Promise<Overlay> {
  const patches = await readPatches(series);
  const changes = patches.flatMap((patch) => patch.changes);
  await refusing(series.name, () => checkAgainstTree(folder, changes));
  const paths = [...new Set(changes.flatMap(({ names }) => names))].sort();
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-series-"));
  try {
    const tree = path.join(scratch, "tree");
    await mkdir(tree);
    for (const file of paths) await copyIfThere(path.join(folder, file), path.join(tree, file));
    for (const patch of patches) await applyPatch(tree, patch, { label, applyOptions: series.applyOptions, onNote });
    return new Map(
      await Promise.all(paths.map(async (file) => [file, await readEntry(path.join(tree, file))] as const)),
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Reads the patches of a series. @throws {UnsafePatchError} before anything is written anywhere. */
export async function readPatches(series: Series): Promise<readonly ScannedPatch[]> {
  if (series.patches.length > limits.patches)
    throw new UnsafePatchError(`${series.name} is refused: it has more than ${limits.patches} patches.`);
  const patches: ScannedPatch[] = [];
  for (const { file } of series.patches) {
    const where = patchPath(series, file);
    const text = await readPatchFile(where);
    patches.push({ path: where, text, changes: await refusing(path.basename(where), async () => scanPatch(text)) });
  }
  return patches;
}

/** Says of what a refusal is. */
export async function refusing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnsafePatchError)
      throw new UnsafePatchError(`${what} is refused: ${error.message}.`, { cause: error });
    throw error;
  }
}

/** Copies a file, if it is one. */
export async function copyIfThere(from: string, to: string): Promise<void> {
  if ((await readEntry(from)).kind === "absent") return;
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, to, { verbatimSymlinks: true });
}
