// SPDX-License-Identifier: GPL-2.0-only
// Kernels that count: gcov in what a series touches and nowhere else, and what is needed to read the counts when the
// workspace holds another series.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../host/exec.ts";
import { exists, readEntry, writeEntry, type Entry } from "../host/files.ts";
import type { Overlay } from "../series/overlay.ts";
import type { Workspace } from "./workspace.ts";

/** The folder of it in a kernel's artifact. */
export const coverageFolder = "coverage";

/** The compiler's notes, in the folder. */
export const notesFolder = "notes";

/** The series as one diff, in the folder. */
export const seriesDiff = "series.diff";

/** A header that more objects include is not counted in: to compile half the kernel for a few lines takes too long. */
const mostIncluders = 40;

/** Whether a path is one whose lines can be counted: C, and headers by way of the C files that include them. */
function isCounted(file: string): boolean {
  return /\.[ch]$/.test(file) && !/\s/.test(file);
}

/** The files of one ending that a series adds or changes. */
function touched(overlay: Overlay, ending: ".c" | ".h"): readonly string[] {
  return [...overlay]
    .filter(([file, { kind }]) => kind === "file" && file.endsWith(ending) && isCounted(file))
    .map(([file]) => file)
    .sort();
}

/** The C files that a series adds or changes. */
export function touchedSources(overlay: Overlay): readonly string[] {
  return touched(overlay, ".c");
}

/**
 * The objects that get counters: those of the C files that a series touches, and those that include a header of it. They
 * are compiled anew: what an earlier build left says nothing of whether this configuration has them.
 */
export async function prepareCounting(
  workspace: Pick<Workspace, "tree" | "build">,
  overlay: Overlay,
): Promise<string[]> {
  const own = touchedSources(overlay).map((file) => file.replace(/\.c$/, ".o"));
  const headers = touched(overlay, ".h");
  const including = headers.length === 0 ? [] : await findIncluders(headers, workspace.build);
  const objects = [...new Set([...own, ...including])].sort();
  for (const object of objects)
    for (const file of [object, object.replace(/\.o$/, ".gcno")])
      await rm(path.join(workspace.build, file), { force: true });
  const sound = await Promise.all(objects.map((object) => mayCount(object, workspace.tree)));
  return objects.filter((_, index) => sound[index]);
}

/** What includes one of the headers, as far as the build knows: kbuild writes it down beside each object (`.uio.o.cmd`). */
async function findIncluders(headers: readonly string[], build: string): Promise<string[]> {
  const wanted = headers.flatMap((header) => ["-e", `/${header} `]);
  const { stdout } = await run("grep", ["-rlF", "--include=.*.o.cmd", ...wanted, "."], {
    cwd: build,
    okCodes: [0, 1, 2],
  });
  const found = stdout.split("\n").flatMap((file) => {
    const [, folder, name] = /^\.\/(.+\/)\.([^/]+\.o)\.cmd$/.exec(file) ?? [];
    return folder === undefined || name === undefined ? [] : [`${folder}${name}`];
  });
  return found.length > mostIncluders ? [] : found;
}

/** kbuild's own word on folders that must not count: entry code, boot code (`GCOV_PROFILE := n`). */
async function mayCount(object: string, tree: string): Promise<boolean> {
  const makefile = await readFile(path.join(tree, path.dirname(object), "Makefile"), "utf8").catch(() => "");
  return !/^GCOV_PROFILE\s*:?=\s*n\b/m.test(makefile);
}

/** What counts are compared with, and for. */
export interface Compared {
  /** The tree without any series. */
  readonly folder: string;
  /** What both sides have. */
  readonly before: Overlay | undefined;
  readonly overlay: Overlay;
  /** Objects that were compiled with counters. */
  readonly counted: readonly string[];
}

/**
 * Keeps in `folder` what the counts of a kernel are read with: the compiler's notes (`notes/…/uio.gcno`), the patched
 * files (`source/…/uio.c`) and what the series changes in them (`series.diff`).
 */
export async function keepCoverage(
  workspace: Pick<Workspace, "build">,
  { folder: tree, before, overlay, counted }: Compared,
  folder: string,
): Promise<void> {
  await mkdir(path.join(folder, notesFolder), { recursive: true });
  for (const object of counted) {
    const notes = object.replace(/\.o$/, ".gcno");
    const from = path.join(workspace.build, notes);
    // A file that the configuration leaves out has none.
    if (!(await exists(from))) continue;
    const to = path.join(folder, notesFolder, notes);
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(from, to);
  }
  const old = async (file: string): Promise<Entry> => before?.get(file) ?? readEntry(path.join(tree, file));
  for (const [file, entry] of overlay) {
    if (!isCounted(file)) continue;
    await writeEntry(path.join(folder, "source", file), entry);
    await writeEntry(path.join(folder, "a", file), await old(file));
  }
  await writeFile(path.join(folder, seriesDiff), await diff(folder));
  await rm(path.join(folder, "a"), { recursive: true, force: true });
}

/** One diff of base and result: a line that a later patch of the series changes again counts as it is in the end. */
async function diff(folder: string): Promise<string> {
  await mkdir(path.join(folder, "a"), { recursive: true });
  await mkdir(path.join(folder, "source"), { recursive: true });
  const flags = ["--no-index", "--no-prefix", "--no-renames", "--no-color", "--no-ext-diff"];
  const { stdout } = await run("git", ["diff", ...flags, "a", "source"], { cwd: folder, okCodes: [0, 1] });
  return stdout;
}
