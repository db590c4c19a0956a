// SPDX-License-Identifier: GPL-2.0-only
// A patch in every form that it may come in, with git's own tools on real files.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { applySeries } from "./overlay.ts";
import { folderWith } from "../kernel/testing.ts";
import { gadget, mail, thread, tree, widget } from "./testing.ts";
import { takePatch, type TakeOptions, type Taken } from "./take.ts";

const world = await mkdtemp(path.join(os.tmpdir(), "msixlab-take-"));
process.env["TMPDIR"] = world;
test.after.always(() => rm(world, { recursive: true, force: true }));

const source = { kind: "distribution", version: "6.12" } as const;
const makeKeep = async (): Promise<string> => mkdtemp(path.join(world, "keep-"));

async function take(t: ExecutionContext, what: string, more: Partial<TakeOptions> = {}): Promise<Taken> {
  const taken = await takePatch(what, { keep: await makeKeep(), source, ...more });
  t.deepEqual((await readdir(path.dirname(taken.series.path))).length, 1, "nothing half done is left");
  return taken;
}

/** What the files are once the series is applied. */
async function applied(t: ExecutionContext, { series }: Taken): Promise<Record<string, string>> {
  const overlay = await applySeries(await folderWith(t, tree), series, "linux");
  return Object.fromEntries(
    [...overlay].map(([name, entry]) => [name, entry.kind === "file" ? String(entry.bytes) : ""]),
  );
}

const third = { "lib/widget.c": tree["lib/widget.c"].replace("0", "3"), "lib/gadget.c": "int three;\n" };

test.serial(
  "a thread with three versions: the patches of the newest, in order; the rest is left, and said",
  async (t) => {
    const box = path.join(await folderWith(t, { "thread.mbox": thread.join("") }), "thread.mbox");
    const taken = await take(t, box);
    t.is(taken.series.name, "widgets and gadgets, counted");
    t.deepEqual(
      taken.series.patches.map(({ subject }) => subject),
      ["lib: count all widgets", "lib: name gadgets"],
    );
    t.deepEqual(await applied(t, taken), third);
    t.deepEqual(taken.notes, [`Of ${box}, 4 other patches (v1, v2), 2 older cover letters, 2 answers were left.`]);
    const first = await readFile(path.join(taken.series.path, taken.series.patches[0]?.file ?? ""), "utf8");
    t.regex(
      first,
      /^From: A Developer <dev@example.org>\nDate: .*\nSubject: \[PATCH 1\/2\] lib: count all widgets\n\nIt says/,
    );
  },
);

test.serial("the same from standard input, packed as list archives do", async (t) => {
  const stdin = Readable.from([gzipSync(thread.join(""))]);
  t.deepEqual(await applied(t, await take(t, "-", { stdin })), third);
});

test.serial("a new version of one patch takes the place of its old one", async (t) => {
  const partial = [...thread.slice(0, 3), mail("[PATCH v2 2/2] lib: name gadgets", gadget("better"))];
  const taken = await take(t, path.join(await folderWith(t, { a: partial.join("") }), "a"));
  t.is((await applied(t, taken))["lib/gadget.c"], "int better;\n");
  t.true(taken.notes.includes("Patch 1/2 is of v1: there is no v2 of it."));
});

test.serial("a folder of git format-patch: two versions in it, and its config fragment", async (t) => {
  const folder = await folderWith(t, {
    "0001-a.patch": mail("[PATCH 1/2] a", widget("1")),
    "0002-b.patch": mail("[PATCH 2/2] b", gadget("one")),
    "v2-0001-a.patch": mail("[PATCH v2 1/1] a", widget("3")),
    "mine.config": "CONFIG_WIDGET=y\n",
    README: "not a patch",
  });
  const taken = await take(t, folder);
  t.is((await applied(t, taken))["lib/widget.c"], third["lib/widget.c"]);
  t.deepEqual(await readdir(taken.series.path), ["0001-a.patch", "mine.config"]);
});

test.serial("patches without numbers are taken in the order of their files", async (t) => {
  const folder = await folderWith(t, { "1.patch": widget("3"), "2.diff": gadget("three") });
  const taken = await take(t, folder);
  t.deepEqual(await applied(t, taken), third);
  t.deepEqual(
    taken.series.patches.map(({ subject }) => subject),
    ["1", "2"],
  );
});

test.serial("one patch of a series is taken, and said to be one", async (t) => {
  const folder = await folderWith(t, { "0002-b.patch": mail("[PATCH 2/5] b", gadget("three")) });
  const { notes, series } = await take(t, path.join(folder, "0002-b.patch"));
  t.is(series.name, "b");
  t.deepEqual(notes, [`${path.join(folder, "0002-b.patch")} is one patch of a series of 5; the others are not in it.`]);
});

test.serial("a review that quotes the patch: the patch, and the remarks with file, line and hunk", async (t) => {
  const quoted = widget("3")
    .split("\n")
    .slice(0, -4)
    .map((line) => `> ${line}${line.startsWith("+\t") ? "\n\nWhy three?\n" : ""}`);
  const text = `[list] [PATCH] lib: count widgets\n\nA Reviewer a at example.org\n\nOn Monday, A Developer wrote:\n${quoted.join("\n")}\n`;
  const taken = await take(t, path.join(await folderWith(t, { "review.txt": text }), "review.txt"));
  t.is(taken.series.name, "lib: count widgets");
  t.is((await applied(t, taken))["lib/widget.c"], third["lib/widget.c"]);
  t.deepEqual(taken.review, [
    {
      author: "A Reviewer a at example.org",
      file: "lib/widget.c",
      line: 3,
      hunk: "@@ -1,4 +1,4 @@\n int widget(void)\n {\n-\treturn 0;\n+\treturn 3;",
      function: "widget",
      calls: [],
      text: "Why three?",
    },
  ]);
  const cut = text.replace("> diff --git", "> +++ b/x\n> diff --git").replace("1 file changed", "2 files changed");
  const half = path.join(await folderWith(t, { "review.txt": cut }), "review.txt");
  await t.throwsAsync(take(t, half), { instanceOf: UsageError, message: /incomplete: its diffstat says 2 files/ });
});

/** A repository with a base commit, a side branch that is merged, and two commits more. */
async function repository(t: ExecutionContext): Promise<string> {
  const folder = await folderWith(t, tree);
  const who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  const git = (...args: string[]): Promise<unknown> => run("git", [...who, "-C", folder, ...args]);
  const edit = (file: string, from: string, to: string): Promise<unknown> =>
    run("sed", ["-i", `s/${from}/${to}/`, path.join(folder, file)]);
  await git("init", "-q", "-b", "main");
  await git("add", "-A");
  await git("commit", "-qm", "base");
  await git("tag", "v1");
  await git("config", "diff.noprefix", "true");
  await git("config", "format.attach", "true");
  await edit("lib/widget.c", "0", "3");
  await git("commit", "-qam", "lib: the same subject\n\nFrom here on\n>From there\ndiff of sorts");
  await git("checkout", "-qb", "side", "v1");
  await edit("lib/gadget.c", "gadget", "three");
  await git("commit", "-qam", "lib: the same subject");
  await git("checkout", "-q", "main");
  await git("merge", "-q", "--no-edit", "side");
  return folder;
}

test.serial("commits of a repository, whatever its settings; a merge is left, and said", async (t) => {
  const folder = await repository(t);
  const taken = await take(t, `${folder}:v1..main`);
  t.deepEqual(await applied(t, taken), third);
  t.is(taken.series.patches.length, 2);
  t.deepEqual(taken.notes, [`Of ${folder}:v1..main, 1 merge was left: the patches are those of its other commits.`]);
  t.regex(taken.stated.commit ?? "", /^[0-9a-f]{40}$/);
  t.is((await take(t, `${folder}:side`)).series.patches.length, 1, "one commit");
  t.is((await take(t, "v1..side", { source: { kind: "tree", path: folder } })).series.patches.length, 1, "of --kernel");
});

test.serial("base-commit and prerequisite-patch-id are read", async (t) => {
  const [commit, patch] = ["a".repeat(40), "b".repeat(40)];
  const text = mail("[PATCH] a", `${widget("1")}base-commit: ${commit}\nprerequisite-patch-id: ${patch}\n`);
  const taken = await take(t, path.join(await folderWith(t, { "a.patch": text }), "a.patch"));
  t.deepEqual(taken.stated, { commit, prerequisites: [patch] });
});

test.serial("a line break in an encoded subject begins no header, and what is behind it is gone", async (t) => {
  const text = mail("=?utf-8?q?[PATCH]_a=0AFrom:_evil=0A=1B[2Jb?=", widget("1"));
  const { series } = await take(t, "-", { stdin: Readable.from([text]) });
  t.is(series.name, "a");
  const kept = await readFile(path.join(series.path, series.patches[0]?.file ?? ""), "utf8");
  t.notRegex(kept, /evil|\x1b/);
});
