// SPDX-License-Identifier: GPL-2.0-only
// What a series says about the source that it was made for, held against the source that it meets.
import { existsSync } from "node:fs";
import path from "node:path";
import { run } from "../host/exec.ts";
import type { KernelSource } from "./types.ts";

/** `base-commit:` and `prerequisite-patch-id:`, as git format-patch --base writes them. */
export interface Stated {
  readonly commit: string | undefined;
  readonly prerequisites: readonly string[];
}

/** Reads both from the mails of a series. */
export function statedBase(texts: readonly string[]): Stated {
  const all = texts.join("\n");
  return {
    commit: /^base-commit: ([0-9a-f]{7,64})\s*$/m.exec(all)?.[1],
    prerequisites: [...all.matchAll(/^prerequisite-patch-id: ([0-9a-f]{40,64})\s*$/gm)].map(([, id = ""]) => id),
  };
}

/** Commits of a tree that are looked through for prerequisites. */
const lookedThrough = 300;

const env = { LC_ALL: "C", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

/** The ids of patches, which neither line numbers nor white space change. */
export async function patchIds(texts: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = texts.map(async (text) => (await run("git", ["patch-id", "--stable"], { input: text, env })).stdout);
  const found = (await Promise.all(ids)).join("").matchAll(/^([0-9a-f]{40,64}) /gm);
  return new Set([...found].map(([, id = ""]) => id));
}

/** What does not fit, or cannot be known to: sentences for the report. `before`: the patches of `--base-patch`. */
export async function baseNotes(
  stated: Stated,
  source: KernelSource,
  before: readonly string[],
): Promise<readonly string[]> {
  const tree = source.kind === "tree" && existsSync(path.join(source.path, ".git")) ? source.path : undefined;
  return [...(await commitNotes(stated.commit, source, tree)), ...(await prerequisiteNotes(stated, tree, before))];
}

const short = (id: string): string => id.slice(0, 12);

async function commitNotes(
  commit: string | undefined,
  source: KernelSource,
  tree: string | undefined,
): Promise<readonly string[]> {
  if (commit === undefined) return [];
  const made = `The series was made for commit ${short(commit)} (base-commit)`;
  if (tree === undefined) {
    const named =
      source.kind === "distribution" ? source.version : source.kind === "tree" ? source.path : source.location;
    return [`${made}; ${named} is not a git repository, so this cannot be checked.`];
  }
  const git = async (args: readonly string[]): Promise<number> =>
    (await run("git", ["-c", "safe.directory=*", "-C", tree, ...args], { okCodes: [0, 1, 128] })).code;
  if ((await git(["cat-file", "-e", `${commit}^{commit}`])) !== 0) return [`${made}, which ${tree} does not have.`];
  if ((await git(["merge-base", "--is-ancestor", commit, "HEAD"])) === 0) return [];
  return [`${made}, which is not in the history of what is checked out in ${tree}.`];
}

async function prerequisiteNotes(
  { commit, prerequisites }: Stated,
  tree: string | undefined,
  before: readonly string[],
): Promise<readonly string[]> {
  if (prerequisites.length === 0) return [];
  const there = await patchIds(before);
  const inTree = tree === undefined ? new Set<string>() : await idsInTree(tree, commit);
  const missing = prerequisites.filter((id) => !there.has(id) && !inTree.has(id));
  if (missing.length === 0) return [];
  const places = tree === undefined ? "--base-patch" : `--base-patch or the newest commits of ${tree}`;
  const which = missing.map(short).join(", ");
  return [
    `The series needs ${prerequisites.length} patches before it (prerequisite-patch-id); ${missing.length} of them are not in ${places}: ${which}.`,
  ];
}

async function idsInTree(tree: string, commit: string | undefined): Promise<ReadonlySet<string>> {
  const range = commit === undefined ? "HEAD" : `${commit}..HEAD`;
  const log = [
    "log",
    "--patch",
    "--no-merges",
    "--no-ext-diff",
    "--no-textconv",
    `--max-count=${lookedThrough}`,
    range,
  ];
  const { code, stdout } = await run("git", ["-c", "safe.directory=*", "-C", tree, ...log], { okCodes: [0, 128] });
  return code === 0 ? patchIds([stdout]) : new Set();
}
