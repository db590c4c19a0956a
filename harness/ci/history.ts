// SPDX-License-Identifier: GPL-2.0-only
// The commits between two, in a checkout that may have one commit and no more: what is missing is fetched.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { anyCode, run, type RunResult } from "../host/exec.ts";
import type { NewCommits } from "./event.ts";

/** Two commits: what is tested is between them. */
export interface Commits {
  readonly from: string;
  readonly to: string;
}

/** Milliseconds: a shallow fetch of Linux is 250 MB. */
const fetchTimeout = 900_000;
/** How often a fetch goes deeper, each time four times as deep, before somebody has to look. */
const rounds = 5;

/** git in a checkout, which may be another user's; it asks nobody for a password. */
export function gitIn(repository: string): (...args: string[]) => Promise<RunResult> {
  const env = { LC_ALL: "C.UTF-8", GIT_TERMINAL_PROMPT: "0" };
  const settings = ["-c", "safe.directory=*", "-c", "core.quotePath=false"];
  return (...args) =>
    run("git", [...settings, "-C", repository, ...args], { env, okCodes: anyCode, timeout: fetchTimeout });
}

/**
 * Finds the commits of an event in a repository, from the last that both sides have. Fetches what the checkout lacks.
 * @throws {UsageError} saying how to check out, if it cannot.
 */
export async function findCommits(repository: string, { base, head, count }: NewCommits): Promise<Commits> {
  const before = typeof base === "string" ? base : await branchTip(repository, base.branch);
  const depths = Array.from({ length: rounds }, (_, round) => (Math.max(count, 1) + 1) * 4 ** round);
  for (const depth of depths) {
    const from = await commonCommit(repository, before, head);
    if (from !== undefined) return { from, to: head };
    await fetchCommits(repository, [before, head], depth);
  }
  const from = await commonCommit(repository, before, head);
  if (from !== undefined) return { from, to: head };
  const short = [before, head].map((hash) => hash.slice(0, 12)).join(" and ");
  throw new UsageError(`${short} have no commit in common within the last ${depths.at(-1)}.`, { hint: deeper });
}

const deeper = "Check out more: actions/checkout with `fetch-depth: 0`; in GitLab the variable GIT_DEPTH: 0.";

/** The last commit that both have; undefined where the checkout does not have all from there on. */
async function commonCommit(repository: string, one: string, other: string): Promise<string | undefined> {
  const git = gitIn(repository);
  for (const hash of [one, other]) if ((await git("cat-file", "-e", `${hash}^{commit}`)).code !== 0) return undefined;
  const { code, stdout } = await git("merge-base", one, other);
  if (code !== 0) return undefined;
  const from = stdout.trim();
  const between = (await git("rev-list", `${from}..${other}`)).stdout.split("\n");
  const cut = await cutCommits(repository);
  // A history that is cut off between the two hides commits, and may hide a later one in common.
  return between.some((hash) => cut.has(hash)) ? undefined : from;
}

/** Commits whose parents a shallow checkout does not have. */
async function cutCommits(repository: string): Promise<ReadonlySet<string>> {
  const { stdout } = await gitIn(repository)("rev-parse", "--git-path", "shallow");
  const text = await readFile(path.resolve(repository, stdout.trim()), "utf8").catch(() => "");
  return new Set(text.split("\n").filter((line) => line !== ""));
}

async function fetchCommits(repository: string, hashes: readonly string[], depth: number): Promise<void> {
  const git = gitIn(repository);
  const shallow = (await git("rev-parse", "--is-shallow-repository")).stdout.trim() === "true";
  const how = shallow ? [`--depth=${depth}`] : [];
  const { code, stderr } = await git("fetch", "--no-tags", "--no-recurse-submodules", ...how, "origin", ...hashes);
  if (code === 0) return;
  const what = shallow ? "The checkout is shallow, and the commits to test" : "The commits to test are not here, and";
  throw new UsageError(`${what} cannot be fetched from origin.`, {
    output: stderr.trim().split("\n").slice(-5).join("\n"),
    hint: deeper,
  });
}

/** The tip of a branch, as the server has it. */
async function branchTip(repository: string, branch: string): Promise<string> {
  const { stdout } = await gitIn(repository)("ls-remote", "--exit-code", "origin", `refs/heads/${branch}`);
  const [, hash] = /^([0-9a-f]{40,64})\trefs\/heads\//.exec(stdout) ?? [];
  if (hash !== undefined) return hash;
  throw new UsageError("There is no commit to compare a new branch with: the default branch cannot be asked for.", {
    hint: "The input `commits` names commits: A..B",
  });
}
