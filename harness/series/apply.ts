// SPDX-License-Identifier: GPL-2.0-only
// One patch onto a folder. To the letter, unless a three-way merge or fuzz was asked for: then what that did is said.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { run, type RunResult } from "../host/exec.ts";
import { UnsafePatchError } from "./unsafe.ts";
import { ConflictError, explain } from "./conflict.ts";
import type { OnNote, ScannedPatch } from "./scanned.ts";
import type { ApplyOptions } from "./types.ts";
import { differsInWhitespace } from "./whitespace.ts";

export interface ApplyTarget {
  /** What the patch is applied to, for people. */
  readonly label: string;
  readonly applyOptions: ApplyOptions | undefined;
  readonly onNote: OnNote;
}

/** Long enough for any patch: a hunk that has to be looked for in a large file takes a second. */
const timeout = 120_000;

/** git's and nobody's settings; inside somebody's repository git apply would pass over files that are not of it. */
function environment(folder: string): Record<string, string> {
  return {
    GIT_CEILING_DIRECTORIES: path.dirname(folder),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C",
  };
}

/** Applies a patch to the files of `folder`, whose parent is the caller's to write to. @throws {ConflictError} */
export async function applyPatch(folder: string, patch: ScannedPatch, options: ApplyTarget): Promise<void> {
  const name = path.basename(patch.path);
  const settings = { cwd: folder, env: environment(folder), okCodes: [0, 1, 128], timeout };
  const git = (args: readonly string[]): Promise<RunResult> => run("git", args, settings);
  await checkReading(patch, await git(["apply", "--numstat", "-z", patch.path]));
  // Not patch(1): no fuzz, renames and modes, and it says what it looked for.
  const { code, stderr } = await git(["apply", "--whitespace=nowarn", "-v", patch.path]);
  if (code === 0) return;
  const why = explain(patch.text, stderr);
  if (why.broken) throw new UsageError(`${name} is not a valid patch: ${why.reason}`);
  for (const attempt of [mergeThreeWay, applyWithFuzz]) {
    const note = await attempt(folder, patch, options.applyOptions);
    if (note === undefined) continue;
    options.onNote(`${name} does not apply cleanly (${why.reason.replace(/\.$/, "")}); ${note}`);
    return;
  }
  const undone = await git(["apply", "--whitespace=nowarn", "--reverse", "--check", patch.path]);
  const blanks = await differsInWhitespace(name, patch.text, (args, input) =>
    run("git", ["apply", ...args, "-"], { ...settings, input }),
  );
  const reason = blanks ? `${why.reason.replace(/\.$/, "")}: only white space differs.` : why.reason;
  const message = `${name} does not apply to ${options.label}: ${reason}`;
  const hint = undone.code === 0 ? "The source already has this change." : applyHint(options.applyOptions);
  throw new ConflictError(message, { patch: name, ...why.location }, hint);
}

/** Says of what was asked for that it did not help. */
function applyHint(applyOptions: ApplyOptions | undefined): string | undefined {
  if (applyOptions?.threeWay?.length === 0)
    return "--3way needs a git repository with the blobs that the patch is based on: give a clone as --kernel.";
  const tried = [
    ...(applyOptions?.threeWay === undefined ? [] : ["--3way"]),
    ...(applyOptions?.fuzz === undefined ? [] : [`--fuzz ${applyOptions.fuzz}`]),
  ];
  return tried.length === 0 ? undefined : `It does not apply with ${tried.join(" or ")}.`;
}

/** Whether a patch, in a file, applies to the letter. Changes nothing. */
export async function applies(folder: string, file: string): Promise<boolean> {
  const options = { cwd: folder, env: environment(folder), okCodes: [0, 1, 128], timeout };
  return (await run("git", ["apply", "--check", file], options)).code === 0;
}

/** What git reads from a patch must be what was looked through: two readers of one text are how checks are evaded. */
async function checkReading(patch: ScannedPatch, { code, stdout }: RunResult): Promise<void> {
  if (code !== 0) return;
  const known = new Set(patch.changes.flatMap(({ names }) => names));
  // A rename is `counts TAB NUL from NUL to NUL`.
  const read = stdout.split("\0").map((entry) => entry.replace(/^(?:\d+|-)\t(?:\d+|-)\t/, ""));
  const odd = read.find((name) => name !== "" && !known.has(name));
  if (odd !== undefined)
    throw new UnsafePatchError(
      `${path.basename(patch.path)} is refused: git reads a file name from it that it does not show.`,
    );
}

/** `git apply --3way`, with the repositories whose files the patch may have been made from. */
async function mergeThreeWay(
  folder: string,
  patch: ScannedPatch,
  applyOptions: ApplyOptions | undefined,
): Promise<string | undefined> {
  if (applyOptions?.threeWay === undefined) return undefined;
  const repository = path.join(path.dirname(folder), "repository");
  const env = { ...environment(folder), GIT_DIR: repository, GIT_WORK_TREE: folder };
  const git = (args: readonly string[]): Promise<RunResult> =>
    run("git", args, { cwd: folder, env, okCodes: [0, 1, 128], timeout });
  await git(["init", "--quiet"]);
  await mkdir(path.join(repository, "objects/info"), { recursive: true });
  const alternates = applyOptions.threeWay.map((objects) => `${objects}\n`).join("");
  await writeFile(path.join(repository, "objects/info/alternates"), alternates);
  await git(["add", "--all", "--force", "."]);
  const before = (await git(["write-tree"])).stdout.trim();
  const { code, stderr } = await git(["apply", "--3way", "--whitespace=nowarn", patch.path]);
  if (code === 0 && !/with conflicts/.test(stderr)) return "merged with --3way.";
  // Conflict markers are nothing to compile.
  await git(["read-tree", "--reset", "-u", before]);
  return undefined;
}

/** `patch --fuzz`, which passes over context that differs. */
async function applyWithFuzz(
  folder: string,
  patch: ScannedPatch,
  applyOptions: ApplyOptions | undefined,
): Promise<string | undefined> {
  if (applyOptions?.fuzz === undefined) return undefined;
  const flags = ["-p1", "--force", `--fuzz=${applyOptions.fuzz}`, "--no-backup-if-mismatch", "--reject-file=-"];
  const attempt = (more: readonly string[]): Promise<RunResult> =>
    run("patch", [...flags, ...more, "-i", patch.path], {
      cwd: folder,
      env: { LC_ALL: "C" },
      okCodes: [0, 1, 2],
      timeout,
    });
  if ((await attempt(["--dry-run"])).code !== 0) return undefined;
  const { code, stdout } = await attempt([]);
  if (code !== 0)
    throw new UsageError(`${path.basename(patch.path)}: patch --fuzz came to another end than its trial.`);
  const fuzzy = [...stdout.matchAll(/^Hunk #(\d+) succeeded at (\d+) with fuzz (\d+)/gm)];
  const said = fuzzy.map(([, hunk, line, fuzz]) => `hunk ${hunk} at line ${line} with fuzz ${fuzz}`).join(", ");
  return `applied with patch --fuzz=${applyOptions.fuzz}${said === "" ? "" : `: ${said}`}.`;
}
