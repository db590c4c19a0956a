// SPDX-License-Identifier: GPL-2.0-only
// Commits of an event in checkouts that lack them, from a server that gives out what it is asked for.
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import { findCommits } from "./history.ts";
import { checkout, git, serverWith, type Change } from "./testing.ts";

const first: Change = { branch: "main", files: { "a.c": "0\n" } };
const topic = (count: number): Change[] =>
  Array.from({ length: count }, (_, number) => ({
    ...{ branch: "topic", files: { "a.c": `${number + 1}\n` } },
    ...(number === 0 ? { on: "main" } : {}),
  }));
const main = (count: number): Change[] =>
  Array.from({ length: count }, (_, number) => ({ branch: "main", files: { "b.c": `${number}\n` } }));

/** A branch with three commits, while main went on by `behind`; and the merge that a pull request checks out. */
async function pullRequest(t: ExecutionContext, behind: number) {
  const merge: Change = { branch: "merge", on: "main", merge: "topic", files: { "a.c": "3\n" } };
  const server = await serverWith(t, [first, ...topic(3), ...main(behind), merge]);
  const [base = "", head = "", from = ""] = git(server, "rev-parse", "main", "topic", "topic~3").split("\n");
  return { server, from, head, base, event: { base, head, count: 3 } };
}

for (const [behind, depth] of [
  [0, 1],
  [1, 2],
  [40, 1],
  [40, undefined],
] as const)
  test(`a pull request, main ${behind} commits on, checked out with depth ${depth ?? "0"}`, async (t) => {
    const { server, from, head, event } = await pullRequest(t, behind);
    const work = await checkout(t, server, "merge", depth);
    t.deepEqual(await findCommits(work, event), { from, to: head });
    t.is(git(work, "rev-list", "--count", `${from}..${head}`), "3");
  });

test("a history that is cut off between the two is not taken for a whole one", async (t) => {
  // main is merged into the topic: two ways lead from its head to main, and the one with the commits is cut off.
  const merge: Change = { branch: "topic", merge: "main", files: {} };
  const server = await serverWith(t, [first, ...topic(5), ...main(1), merge]);
  const [base = "", head = ""] = git(server, "rev-parse", "main", "topic").split("\n");
  const work = await checkout(t, server, "topic", 3);
  t.deepEqual(await findCommits(work, { base, head, count: 1 }), { from: base, to: head });
  t.is(git(work, "rev-list", "--count", "--no-merges", `${base}..${head}`), "5");
});

test("a new branch is compared with the default branch of the server", async (t) => {
  const { server, from, head } = await pullRequest(t, 2);
  const work = await checkout(t, server, "topic", 1);
  t.deepEqual(await findCommits(work, { base: { branch: "main" }, head, count: 0 }), { from, to: head });
});

test("a push by force is compared from the last commit that both have", async (t) => {
  const { server, from, head, base } = await pullRequest(t, 1);
  const work = await checkout(t, server, "main", 1);
  t.deepEqual(await findCommits(work, { base: head, head: base, count: 1 }), { from, to: base });
});

test("what cannot be fetched: what to write into the workflow", async (t) => {
  const { server, event } = await pullRequest(t, 1);
  const work = await checkout(t, server, "merge", 1);
  git(work, "remote", "set-url", "origin", "file:///nonexistent");
  const error = await t.throwsAsync(findCommits(work, event), { instanceOf: UsageError });
  t.regex(error.message, /shallow/);
  t.regex(error.hint ?? "", /fetch-depth: 0/);
  t.regex(error.output ?? "", /nonexistent/);
});

test("two histories with nothing in common", async (t) => {
  const server = await serverWith(t, [first, { branch: "other", files: { "c.c": "1\n" } }]);
  const [base = "", head = ""] = git(server, "rev-parse", "main", "other").split("\n");
  const work = await checkout(t, server, "other");
  await t.throwsAsync(findCommits(work, { base, head, count: 1 }), { message: /no commit in common/ });
});

test("a default branch whose name is an option or a command is none", async (t) => {
  const { server, head } = await pullRequest(t, 0);
  const work = await checkout(t, server, "topic", 1);
  for (const branch of ["--upload-pack=touch /tmp/msixlab-x", "$(touch /tmp/msixlab-x)", "a\nb"])
    await t.throwsAsync(findCommits(work, { base: { branch }, head, count: 1 }), { instanceOf: UsageError }, branch);
});
