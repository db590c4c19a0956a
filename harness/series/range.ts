// SPDX-License-Identifier: GPL-2.0-only
// Commits of a local git repository, as the mails that git format-patch makes of them.
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { run, type RunResult } from "../host/exec.ts";
import { limits, UnsafePatchError } from "./unsafe.ts";

/** Commits of a repository, by their hashes. */
export interface Range {
  readonly repository: string;
  readonly from: string;
  readonly to: string;
}

/** git, with none of the settings that change what format-patch writes; the repository may belong to somebody else. */
function git(repository: string, args: readonly string[]): Promise<RunResult> {
  const settings = ["safe.directory=*", "core.fsmonitor=false", "core.attributesFile=/dev/null"];
  const flags = settings.flatMap((setting) => ["-c", setting]);
  return run("git", [...flags, "-C", repository, ...args], { env: { LC_ALL: "C.UTF-8" }, okCodes: [0, 1, 128] });
}

/** Finds what `A..B`, `A...B` or `A` (one commit) stands for. @throws {UsageError} if it names no commits. */
export async function resolveRange(repository: string, text: string): Promise<Range> {
  const inside = await git(repository, ["rev-parse", "--git-dir"]);
  if (inside.code !== 0) throw new UsageError(`${repository} is not a git repository: it has no commits ${text}.`);
  const commit = async (name: string): Promise<string> => {
    const found = await git(repository, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
    if (found.code !== 0) throw new UsageError(`${repository} has no commit ${name}.`);
    return found.stdout.trim();
  };
  const [, first = "", dots, last = ""] = /^(.*?)(\.{2,3})(.*)$/.exec(text) ?? [undefined, text];
  if (dots === undefined) return { repository, from: await commit(`${first}^`), to: await commit(first) };
  const [from, to] = [await commit(first || "HEAD"), await commit(last || "HEAD")];
  if (dots === "..") return { repository, from, to };
  const common = await git(repository, ["merge-base", from, to]);
  if (common.code !== 0) throw new UsageError(`${first} and ${last} have no commit in common.`);
  return { repository, from: common.stdout.trim(), to };
}

/** Where patches are to go that are made in a folder of another repository. */
export interface Moved {
  /** The folder in its repository, with a slash at the end; empty: the root. */
  readonly relative: string;
  /** The folder in the kernel's tree. */
  readonly place: string;
}

/** The commits as a mailbox, oldest first, and how many merges it has to leave out. */
export async function formatRange(
  { repository, from, to }: Range,
  what: string,
  moved?: Moved,
): Promise<{ mailbox: Buffer; merges: number }> {
  const count = async (flag: string): Promise<number> =>
    Number((await git(repository, ["rev-list", "--count", flag, `${from}..${to}`])).stdout);
  const [commits, merges] = [await count("--no-merges"), await count("--merges")];
  if (commits === 0) throw new UsageError(`${what} contains no commits.`);
  if (commits > limits.patches) throw new UnsafePatchError(`${what} is refused: it has ${commits} commits.`);
  // As if nobody had settings of their own; mboxrd, so that no line of a message is taken for a mail's beginning.
  const plain = ["color", "ext-diff", "textconv", "attach", "thread", "cover-letter", "signature", "base", "notes"];
  const more = ["signoff", "to", "cc", "add-header", "encode-email-headers"];
  const place = moved === undefined ? "" : `${moved.place}/`;
  // The lines that name a renamed file have no prefix.
  const renames = moved === undefined ? "--find-renames" : "--no-renames";
  const flags = [
    ...[...plain, ...more].map((name) => `--no-${name}`),
    ...["--stdout", "--numbered", "--full-index", "--pretty=mboxrd", "--subject-prefix=PATCH", renames],
    ...[`--src-prefix=a/${place}`, `--dst-prefix=b/${place}`, "--unified=3", "--diff-algorithm=myers"],
    moved?.relative ? `--relative=${moved.relative}` : "--no-relative",
  ];
  const { code, stdout, stderr } = await git(repository, ["format-patch", ...flags, `${from}..${to}`]);
  if (code !== 0) throw new UsageError(`git format-patch failed for ${what}.`, { output: stderr });
  return { mailbox: Buffer.from(stdout), merges };
}

/** The object folder of a repository, with its files; none if it is no repository. */
export async function findObjects(repository: string): Promise<string | undefined> {
  const { code, stdout } = await git(repository, ["rev-parse", "--git-path", "objects"]);
  return code === 0 ? path.resolve(repository, stdout.trim()) : undefined;
}
