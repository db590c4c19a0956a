// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../../host/errors.ts";
import { run } from "../../host/exec.ts";
import { parseCommit, commitsBetween, commitRange } from "./commit-range.ts";
import { goodEnd } from "./posterior.ts";

/** `a` – `b` – `d` – `f`, and `c` beside `b` that `d` merges. */
async function repository(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-range-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const who = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"];
  const git = (...args: string[]) => run("git", [...who, "-C", folder, ...args]);
  const commit = async (name: string): Promise<void> => {
    await writeFile(path.join(folder, name), name);
    await git("add", name);
    await git("commit", "-qm", `adds ${name}`);
    await git("tag", name);
  };
  await git("init", "-q", "-b", "main");
  await commit("a");
  await git("checkout", "-qb", "side");
  await commit("c");
  await git("checkout", "-q", "main");
  await commit("b");
  await git("merge", "-q", "--no-ff", "-m", "merges c", "side");
  await commit("f");
  return folder;
}

test("the commits of a range, parents first, each with what is in its history", async (t) => {
  const folder = await repository(t);
  const { suspects, history } = await commitsBetween(folder, "a", "f");
  const at = (subject: string): number => suspects.findIndex((one) => one.subject === subject);
  t.is(suspects.length, 4);
  t.is(at("adds f"), 3);
  t.deepEqual(
    [history.contains(at("merges c"), at("adds c")), history.contains(at("adds b"), at("adds c"))],
    [true, false],
  );
  for (let suspect = 0; suspect < 4; suspect++) t.true(history.contains(3, suspect), "the bad end has all of them");
});

test("ends that are no range to bisect are bad input", async (t) => {
  const folder = await repository(t);
  await t.throwsAsync(commitsBetween(folder, "c", "b"), { instanceOf: UsageError, message: /not an ancestor of b/ });
  await t.throwsAsync(commitsBetween(folder, "merges", "f"), { instanceOf: UsageError, message: /no commit merges/ });
  await t.throwsAsync(commitsBetween(folder, "f^", "f"), { instanceOf: UsageError, message: /nothing to bisect/ });
});

test("each point is laid out in a clone of the lab's own; the tree stays as it is", async (t) => {
  const folder = await repository(t);
  const cache = await mkdtemp(path.join(os.tmpdir(), "msixlab-range-"));
  t.teardown(() => rm(cache, { recursive: true }));
  await writeFile(path.join(folder, "a"), "edited");
  const range = await commitRange(folder, { good: "a", bad: "f" }, undefined, cache);
  const context = { cache, emit: () => undefined, jobs: 1 };
  const filesAt = (point: number): Promise<string[]> =>
    range.with(point, context, async ({ source }) => {
      const { stdout } = await run("ls", [source.kind === "tree" ? source.path : ""]);
      return stdout.trim().split("\n");
    });
  t.deepEqual(await filesAt(3), ["a", "b", "c", "f"]);
  t.deepEqual(await filesAt(goodEnd), ["a"]);
  t.is(await readFile(path.join(folder, "a"), "utf8"), "edited");
});

test("an end is a repository and a commit", (t) => {
  t.deepEqual(parseCommit("good", "/src/linux:v6.12"), { repository: "/src/linux", commit: "v6.12" });
  t.throws(() => parseCommit("good", "v6.12"), { instanceOf: UsageError, message: /--good v6\.12: REPOSITORY:COMMIT/ });
});
