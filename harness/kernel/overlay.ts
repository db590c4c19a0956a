// SPDX-License-Identifier: GPL-2.0-only
// A series as its result: the files that it changes, as they are afterwards. It is applied to copies of those files
// alone, so a series that does not apply leaves nothing changed anywhere.
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { UsageError } from "../errors.ts";
import { run } from "../exec.ts";
import { readEntry, type Entry } from "./files.ts";
import { patchPath } from "./series.ts";
import type { Series } from "./types.ts";

/** What each path that a series names holds once it is applied. */
export type Overlay = ReadonlyMap<string, Entry>;

/**
 * The paths that a patch may touch. It may name more than it touches (a removed line can look like a header):
 * such a path is found unchanged.
 */
export function namedPaths(patch: string): string[] {
  const named = [
    ...[...patch.matchAll(/^(?:---|\+\+\+) "?[^/\s]+\/([^\t\n"]+)/gm)].map(([, file = ""]) => file),
    ...[...patch.matchAll(/^(?:rename|copy) (?:from|to) (.+)$/gm)].map(([, file = ""]) => file),
    // A new mode, or a new or removed empty file, has no other line that names it.
    ...[...patch.matchAll(/^diff --git "?a\/(.+?)"? "?b\/(.+?)"?$/gm)].flatMap(([, a = "", b = ""]) => [a, b]),
  ];
  const safe = named.map((file) => file.trimEnd()).filter((file) => !file.split("/").some((part) => part === ".."));
  return [...new Set(safe)].filter((file) => file !== "" && !file.startsWith("/"));
}

/** Applies a series to (copies of) the files of `folder`. @throws {UsageError} saying where and why it does not apply. */
export async function applySeries(folder: string, series: Series, label: string): Promise<Overlay> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-series-"));
  try {
    const patches = await Promise.all(
      series.patches.map(async ({ file }) => ({ file, text: await readFile(patchPath(series, file), "utf8") })),
    );
    const paths = [...new Set(patches.flatMap(({ text }) => namedPaths(text)))].sort();
    for (const file of paths) await copyIfThere(path.join(folder, file), path.join(scratch, file));
    for (const patch of patches) await applyOne(scratch, patchPath(series, patch.file), patch.text, label);
    return new Map(
      await Promise.all(paths.map(async (file) => [file, await readEntry(path.join(scratch, file))] as const)),
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  if ((await readEntry(from)).kind === "absent") return;
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, to, { verbatimSymlinks: true });
}

/** git apply and not patch(1): no fuzz, renames and modes, and it says what it looked for. */
async function applyOne(scratch: string, file: string, text: string, label: string): Promise<void> {
  // Inside somebody's repository git apply would pass over files that are not that repository's.
  const env = { GIT_CEILING_DIRECTORIES: path.dirname(scratch), LC_ALL: "C" };
  const attempt = (flags: readonly string[]): ReturnType<typeof run> =>
    run("git", ["apply", "--whitespace=nowarn", ...flags, file], { cwd: scratch, env, okCodes: [0, 1, 128] });
  const { code, stderr } = await attempt(["-v"]);
  if (code === 0) return;
  const undone = await attempt(["--reverse", "--check"]);
  const why = explain(text, stderr);
  throw new UsageError(`${path.basename(file)} does not apply to ${label}: ${why.reason}`, {
    ...(why.sought === "" ? {} : { output: why.sought }),
    ...(undone.code === 0 ? { hint: "The source has this change already." } : {}),
  });
}

/** Puts what git apply says into words: which file, which hunk, what it looked for. */
export function explain(patch: string, stderr: string): { readonly reason: string; readonly sought: string } {
  const sought = /^error: while searching for:\n([\s\S]*?)\n*^error: /m.exec(stderr)?.[1] ?? "";
  const failed = /^error: patch failed: (.+):(\d+)$/m.exec(stderr);
  if (failed !== null) {
    const [, file = "", line = ""] = failed;
    const hunk = hunkAt(patch, file, Number(line));
    return {
      reason: `${file}, ${hunk}line ${line}: the lines that it changes are not there.`,
      sought: sought === "" ? "" : `It looks for:\n${sought}`,
    };
  }
  const errors = [...stderr.matchAll(/^error: (.+)$/gm)].map(([, text = ""]) => text);
  const plain = errors[0]
    ?.replace(/already exists in working directory$/, "is there already, and the patch adds it.")
    .replace(/No such file or directory$/, "there is no such file.")
    .replace(/^No valid patches in input.*/, "it holds no diff.")
    .replace(/^corrupt patch at line (\d+)$/, "it is cut off or edited at its line $1 (a hunk's length is wrong).");
  return { reason: plain ?? "git apply gave no reason.", sought };
}

function hunkAt(patch: string, file: string, line: number): string {
  const lines = patch.split("\n");
  const begin = lines.findIndex((text) => text === `--- a/${file}` || text === `+++ b/${file}`);
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((text) => text.startsWith("diff --git "));
  const hunks = rest.slice(0, end < 0 ? undefined : end).filter((text) => /^@@ -\d/.test(text));
  const index = hunks.findIndex((text) => Number(/^@@ -(\d+)/.exec(text)?.[1]) === line);
  return index < 0 ? "" : `hunk ${index + 1} of ${hunks.length}, `;
}
