// SPDX-License-Identifier: GPL-2.0-only
// The flavour `coverage`: gcov in what a series touches and nowhere else, and what is needed to read the counts when
// the workspace holds another series.
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../host/exec.ts";
import { exists, readEntry, writeEntry } from "../host/files.ts";
import type { Overlay } from "../series/overlay.ts";
import type { Workspace } from "./workspace.ts";

/** The folder of it in a kernel's artifact. */
export const coverageFolder = "coverage";

/** The compiler's notes, in the folder. */
export const notesFolder = "notes";

/** The series as one diff, in the folder. */
export const seriesDiff = "series.diff";

/** Whether a path is one whose lines can be counted: C, and headers by way of the C files that include them. */
function isCounted(file: string): boolean {
  return /\.[ch]$/.test(file) && !/\s/.test(file);
}

/** The C files that a series adds or changes. */
export function touchedSources(overlay: Overlay): readonly string[] {
  return [...overlay]
    .filter(([file, { kind }]) => kind === "file" && file.endsWith(".c") && isCounted(file))
    .map(([file]) => file)
    .sort();
}

/**
 * Keeps in `folder` what the counts of a kernel are read with: the compiler's notes (`notes/…/uio.gcno`), the patched
 * files (`source/…/uio.c`) and what the series changes in them (`series.diff`). `source` is the tree without the series.
 */
export async function keepCoverage(
  workspace: Workspace,
  source: string,
  overlay: Overlay,
  folder: string,
): Promise<void> {
  for (const file of touchedSources(overlay)) {
    const notes = file.replace(/\.c$/, ".gcno");
    const from = path.join(workspace.build, notes);
    // A file that the configuration leaves out has none.
    if (!(await exists(from))) continue;
    const to = path.join(folder, notesFolder, notes);
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(from, to);
  }
  for (const [file, entry] of overlay) {
    if (!isCounted(file)) continue;
    await writeEntry(path.join(folder, "source", file), entry);
    await writeEntry(path.join(folder, "a", file), await readEntry(path.join(source, file)));
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
