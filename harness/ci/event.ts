// SPDX-License-Identifier: GPL-2.0-only
// What made a pipeline run → the commits to test. Of what a stranger can write into an event (titles, branch names,
// messages) nothing is read; commits are hashes, and nothing else is taken for one.
import { z } from "zod";
import { UsageError } from "../host/errors.ts";

const Hash = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

/** Commits that a server says are new. */
export interface NewCommits {
  /** What they are compared with: a commit, or a branch if there was no commit before. */
  readonly base: string | { readonly branch: string };
  readonly head: string;
  /** How many they are, as far as the event says it. */
  readonly count: number;
}

/** Why an event names no commits. */
export interface NoCommits {
  readonly why: string;
}

const PullRequest = z.object({
  pull_request: z.object({
    base: z.object({ sha: Hash }),
    head: z.object({ sha: Hash }),
    commits: z.number().int().nonnegative(),
  }),
});
const MergeGroup = z.object({ merge_group: z.object({ base_sha: Hash, head_sha: Hash }) });
const Push = z.object({
  before: Hash,
  after: Hash,
  commits: z.array(z.unknown()).optional(),
  repository: z.object({ default_branch: z.string() }),
});

const isNone = (hash: string): boolean => /^0+$/.test(hash);

/** Reads the event of a GitHub workflow. @throws {UsageError} for an event under which no lab should run. */
export function readGithubEvent(name: string, payload: unknown): NewCommits | NoCommits {
  switch (name) {
    case "pull_request": {
      const { base, head, commits } = parse(PullRequest, name, payload).pull_request;
      return { base: base.sha, head: head.sha, count: commits };
    }
    case "merge_group": {
      const { base_sha: base, head_sha: head } = parse(MergeGroup, name, payload).merge_group;
      return { base, head, count: 1 };
    }
    case "push": {
      const { before, after, commits = [], repository } = parse(Push, name, payload);
      if (isNone(after)) return { why: "the push deletes a branch" };
      const base = isNone(before) ? { branch: repository.default_branch } : before;
      return { base, head: after, count: commits.length };
    }
    case "pull_request_target":
      throw new UsageError("pull_request_target would build a stranger's code with the rights of this repository.", {
        hint: "Use `on: pull_request`: the lab needs no right to write.",
      });
    default:
      return { why: `the event ${JSON.stringify(name)} has no commits` };
  }
}

function parse<T>(schema: z.ZodType<T>, name: string, payload: unknown): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join(".") ?? "";
  throw new UsageError(`The event of ${name} is not as GitHub sends it: ${where}: ${issue?.message ?? ""}`);
}

/** Reads the variables of a GitLab job. */
export function readGitlabJob(env: NodeJS.ProcessEnv): NewCommits | NoCommits {
  const hash = (name: string): string | undefined => {
    const { data } = Hash.safeParse(env[name]);
    return data === undefined || isNone(data) ? undefined : data;
  };
  const head = hash("CI_COMMIT_SHA");
  if (head === undefined) return { why: "CI_COMMIT_SHA names no commit" };
  const mergeBase = hash("CI_MERGE_REQUEST_DIFF_BASE_SHA");
  // In a pipeline for merged results CI_COMMIT_SHA is the merge.
  if (mergeBase !== undefined)
    return { base: mergeBase, head: hash("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") ?? head, count: 1 };
  if (env["CI_PIPELINE_SOURCE"] !== "push") return { why: "the pipeline is for no push and no merge request" };
  const before = hash("CI_COMMIT_BEFORE_SHA");
  const branch = env["CI_DEFAULT_BRANCH"];
  if (before !== undefined) return { base: before, head, count: 1 };
  return branch ? { base: { branch }, head, count: 1 } : { why: "the branch is new" };
}
