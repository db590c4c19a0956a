// SPDX-License-Identifier: GPL-2.0-only
// A range of commits of a kernel tree: their history from git, their files in a clone of the lab's own. The tree itself
// is never written to.
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../../host/errors.ts";
import { run, type RunResult } from "../../host/exec.ts";
import { exists, sha256 } from "../../host/files.ts";
import { withLock } from "../../host/lock.ts";
import { seriesHash } from "../../series/read.ts";
import type { Series } from "../../series/types.ts";
import { resolveRange } from "../../series/range.ts";
import { goodEnd, type History } from "./posterior.ts";
import type { Suspect, BisectRange } from "./bisect-range.ts";

/** Which commits lie between two, and how they depend on each other. */
export interface Commits {
  readonly good: string;
  /** Parents before their children; the last is the bad one. */
  readonly suspects: readonly Suspect[];
  readonly history: History;
}

/** More is for a version in between: what is computed grows with the square. */
const most = 4000;

function git(repository: string, args: readonly string[], okCodes: readonly number[] = [0]): Promise<RunResult> {
  const settings = [
    "safe.directory=*",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "advice.detachedHead=false",
  ];
  const flags = settings.flatMap((setting) => ["-c", setting]);
  return run("git", [...flags, "-C", repository, ...args], { env: { LC_ALL: "C.UTF-8" }, okCodes });
}

/** `REPOSITORY:COMMIT` in its parts. @throws {UsageError} */
export function parseCommit(option: string, text: string): { readonly repository: string; readonly commit: string } {
  const [, repository = "", commit = ""] = /^(.*?[^:]):([^:]+)$/.exec(text) ?? [];
  if (repository === "") throw new UsageError(`--${option} ${text}: REPOSITORY:COMMIT, as in ~/linux:v6.12`);
  return { repository: path.resolve(repository), commit };
}

/** The commits that are in `bad` and not in `good`. @throws {UsageError} if that is no range to bisect. */
export async function commitsBetween(repository: string, good: string, bad: string): Promise<Commits> {
  const range = await resolveRange(repository, `${good}..${bad}`);
  const ancestor = await git(repository, ["merge-base", "--is-ancestor", range.from, range.to], [0, 1]);
  if (ancestor.code !== 0) throw new UsageError(`${good} is not an ancestor of ${bad}.`);
  const format = "--format=%H%x09%P%x09%s";
  const list = ["log", "--topo-order", "--reverse", format, `${range.from}..${range.to}`];
  const rows = (await git(repository, list)).stdout.split("\n").filter((line) => line !== "");
  if (rows.length > most)
    throw new UsageError(
      `${rows.length} commits lie between ${good} and ${bad}: at most ${most} can be bisected at once.`,
    );
  if (rows.length < 2)
    throw new UsageError(`${rows.length} commits lie between ${good} and ${bad}: nothing to bisect.`);
  const parsed = rows.map((row) => {
    const [id = "", parents = "", ...subject] = row.split("\t");
    return { id, parents: parents.split(" "), subject: subject.join("\t") };
  });
  const suspects = parsed.map(({ id, subject }) => ({ id, subject }));
  return { good: range.from, suspects, history: ancestry(parsed) };
}

/** Who is in whose history, a bit each. */
function ancestry(commits: readonly { readonly id: string; readonly parents: readonly string[] }[]): History {
  const words = Math.ceil(commits.length / 32);
  const index = new Map(commits.map(({ id }, i) => [id, i]));
  const rows: Uint32Array[] = [];
  for (const [i, { parents }] of commits.entries()) {
    const row = new Uint32Array(words);
    row[i >> 5] = 1 << (i & 31);
    for (const parent of parents) {
      const other = rows[index.get(parent) ?? -1];
      if (other !== undefined) for (let word = 0; word < words; word++) row[word]! |= other[word]!;
    }
    rows.push(row);
  }
  return {
    count: commits.length,
    contains: (point, suspect) => (((rows[point]?.[suspect >> 5] ?? 0) >>> (suspect & 31)) & 1) === 1,
  };
}

/** Commits of a kernel, with a series on top of each if there is one. */
export async function commitRange(
  repository: string,
  ends: { readonly good: string; readonly bad: string },
  series: Series | undefined,
  cache: string,
): Promise<BisectRange> {
  const { good, suspects, history } = await commitsBetween(repository, ends.good, ends.bad);
  const onTop = series === undefined ? "" : await seriesHash(series);
  const clone = path.join(cache, "kernel/ranges", sha256(repository).slice(0, 16));
  return {
    ...{ kind: "range", name: `${repository} ${ends.good}..${ends.bad}`, suspects, history },
    with: (point, context, work) =>
      withLock(`${clone}.lock`, { signal: context.signal }, async () => {
        const commit = point === goodEnd ? good : (suspects[point]?.id ?? "");
        await checkOut(repository, clone, commit);
        const source = { kind: "tree", path: clone } as const;
        return work({ source, series, key: `${commit} ${onTop}`, files: undefined });
      }),
  };
}

/** Brings the clone to a commit. It borrows the objects of the repository: only files are written. */
async function checkOut(repository: string, clone: string, commit: string): Promise<void> {
  if (!(await exists(path.join(clone, ".git")))) {
    await mkdir(path.dirname(clone), { recursive: true });
    await rm(`${clone}.new`, { recursive: true, force: true });
    await git(repository, ["clone", "--quiet", "--shared", "--no-checkout", repository, `${clone}.new`]);
    await run("mv", ["-T", `${clone}.new`, clone]);
  }
  await rm(path.join(clone, ".git/index.lock"), { force: true });
  await git(clone, ["checkout", "--quiet", "--detach", "--force", commit]);
}
