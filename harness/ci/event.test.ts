// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { UsageError } from "../host/errors.ts";
import { readGithubEvent, readGitlabJob } from "./event.ts";

const [a, b, c] = ["a", "b", "c"].map((digit) => digit.repeat(40)) as [string, string, string];
const none = "0".repeat(40);
const repository = { default_branch: "main" };

test("a pull request: from its base to its head, and how many commits", (t) => {
  const pull_request = { title: "$(touch /tmp/x)", base: { sha: a, ref: "main" }, head: { sha: b }, commits: 3 };
  t.deepEqual(readGithubEvent("pull_request", { pull_request }), { base: a, head: b, count: 3 });
});

test("a push: what was before; a new branch: the default branch; a branch that goes: nothing", (t) => {
  const push = (before: string, after: string, commits: unknown[] = []) =>
    readGithubEvent("push", { before, after, commits, repository });
  t.deepEqual(push(a, b, [{}, {}]), { base: a, head: b, count: 2 });
  t.deepEqual(push(none, b), { base: { branch: "main" }, head: b, count: 0 });
  t.true("why" in push(a, none));
});

test("a merge queue's group has a base and a head; a schedule has no commits", (t) => {
  const merge_group = { base_sha: a, head_sha: b };
  t.deepEqual(readGithubEvent("merge_group", { merge_group }), { base: a, head: b, count: 1 });
  t.true("why" in readGithubEvent("schedule", {}));
});

test("pull_request_target is refused: it would build a stranger's code with rights", (t) => {
  const error = t.throws(() => readGithubEvent("pull_request_target", {}), { instanceOf: UsageError });
  t.regex(error.hint ?? "", /on: pull_request/);
});

test("only a hash is a commit", (t) => {
  for (const sha of ["--upload-pack=touch /tmp/x", "main", `${a}\n--all`, "$(touch /tmp/x)", "", 7, undefined]) {
    const pull_request = { base: { sha }, head: { sha: b }, commits: 1 };
    t.throws(() => readGithubEvent("pull_request", { pull_request }), { instanceOf: UsageError }, String(sha));
    const before = { before: sha, after: b, repository };
    t.throws(() => readGithubEvent("push", before), { instanceOf: UsageError }, String(sha));
    if (typeof sha === "string") t.true("why" in readGitlabJob({ CI_COMMIT_SHA: sha }), sha);
  }
});

test("GitLab: a merge request, one for merged results, a push, a new branch, a schedule", (t) => {
  const request = { CI_COMMIT_SHA: b, CI_MERGE_REQUEST_DIFF_BASE_SHA: a, CI_PIPELINE_SOURCE: "merge_request_event" };
  t.like(readGitlabJob(request), { base: a, head: b });
  t.like(readGitlabJob({ ...request, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: c }), { base: a, head: c });
  const push = { CI_COMMIT_SHA: b, CI_PIPELINE_SOURCE: "push", CI_DEFAULT_BRANCH: "main" };
  t.like(readGitlabJob({ ...push, CI_COMMIT_BEFORE_SHA: a }), { base: a, head: b });
  t.deepEqual(readGitlabJob({ ...push, CI_COMMIT_BEFORE_SHA: none }).valueOf(), {
    ...{ base: { branch: "main" }, head: b, count: 1 },
  });
  t.true("why" in readGitlabJob({ ...push, CI_COMMIT_BEFORE_SHA: a, CI_PIPELINE_SOURCE: "schedule" }));
});
