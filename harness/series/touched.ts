// SPDX-License-Identifier: GPL-2.0-only
// What a series touches: the files, and in C the functions, on both sides. One notion of it for the plan of a run, and
// for what a run says of the part of the patch that ran.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { run } from "../host/exec.ts";
import { writeEntry, type Entry } from "../host/files.ts";
import { listFunctions } from "./functions.ts";

/** What a series does to one file. */
export interface TouchedFile {
  /** Its name after the series; before it, if the series removes the file. */
  readonly file: string;
  /** The name that it had, if the series renames it. */
  readonly renamedFrom?: string;
  readonly change: "added" | "changed" | "removed";
  readonly insertions: number;
  readonly deletions: number;
  readonly hunks: number;
  /** Functions of C in which a line changes; not those whose comment changes. Empty for what is no C. */
  readonly functions: readonly string[];
  /** Numbers of the lines that are new or different, in the file as it is after the series. */
  readonly lines: readonly number[];
}

type Files = ReadonlyMap<string, Entry>;

/** Compares files before and after a series, each map by the name in the tree. Files that are alike are left out. */
export async function touchedFiles(before: Files, after: Files): Promise<readonly TouchedFile[]> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-touched-"));
  try {
    for (const [folder, files] of [["a", before] as const, ["b", after] as const]) {
      await mkdir(path.join(scratch, folder));
      for (const [name, entry] of files)
        if (entry.kind !== "absent") await writeEntry(path.join(scratch, folder, name), entry);
    }
    const diff = ["diff", "--no-index", "--no-prefix", "--find-renames", "--no-color", "--no-ext-diff", "a", "b"];
    const { stdout } = await run("git", diff, {
      cwd: scratch,
      env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_CEILING_DIRECTORIES: path.dirname(scratch) },
      okCodes: [0, 1],
    });
    return readDiff(stdout).map((file) => withFunctions(file, before, after));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A file of a diff: its names on both sides, and the lines that change, by their numbers. */
interface DiffFile {
  before: string | undefined;
  after: string | undefined;
  hunks: number;
  readonly removed: number[];
  readonly added: number[];
}

/** Reads a unified diff whose names have one folder before them. */
export function readDiff(diff: string): readonly DiffFile[] {
  const files: DiffFile[] = [];
  let [old, now, oldLeft, nowLeft] = [0, 0, 0, 0];
  for (const line of diff.split("\n")) {
    const file = files.at(-1);
    if (file !== undefined && (oldLeft > 0 || nowLeft > 0)) {
      if (line.startsWith("-")) file.removed.push(old);
      if (line.startsWith("+")) file.added.push(now);
      if (!/^[+\\]/.test(line)) [old, oldLeft] = [old + 1, oldLeft - 1];
      if (!/^[-\\]/.test(line)) [now, nowLeft] = [now + 1, nowLeft - 1];
      continue;
    }
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) readHeader(line, files);
    else {
      [old, oldLeft, now, nowLeft] = [1, 2, 3, 4].map((group) => Number(hunk[group] ?? 1)) as [
        number,
        number,
        number,
        number,
      ];
      if (file !== undefined) file.hunks++;
    }
  }
  return files;
}

/** A line that stands before a file's hunks. */
function readHeader(line: string, files: DiffFile[]): void {
  const names = /^diff --git [^/\s]+\/(.+) [^/\s]+\/(.+)$/.exec(line);
  if (names !== null) files.push({ before: names[1], after: names[2], hunks: 0, removed: [], added: [] });
  const file = files.at(-1);
  if (file === undefined) return;
  if (line.startsWith("new file mode ")) file.before = undefined;
  if (line.startsWith("deleted file mode ")) file.after = undefined;
}

function withFunctions({ before, after, hunks, removed, added }: DiffFile, old: Files, now: Files): TouchedFile {
  const file = after ?? before ?? "";
  return {
    file,
    ...(before !== undefined && after !== undefined && before !== after ? { renamedFrom: before } : {}),
    change: before === undefined ? "added" : after === undefined ? "removed" : "changed",
    insertions: added.length,
    deletions: removed.length,
    hunks,
    functions: [...new Set([...namesAt(old, before, removed), ...namesAt(now, after, added)])].sort(),
    lines: added,
  };
}

/** The functions of a file that have one of these lines. */
function namesAt(files: Files, name: string | undefined, lines: readonly number[]): string[] {
  const entry = name === undefined ? undefined : files.get(name);
  if (entry?.kind !== "file" || name === undefined || !/\.[chS]$/.test(name)) return [];
  return listFunctions(entry.bytes.toString())
    .filter(({ first, last }) => lines.some((line) => line >= first && line <= last))
    .map(({ name: found }) => found);
}
