// SPDX-License-Identifier: GPL-2.0-only
// Inputs and commits → what the lab is asked, and where its lines are in the repository.
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import { folderWith } from "../kernel/testing.ts";
import { compose, type Composed, type NothingToTest } from "./compose.ts";
import type { NoCommits } from "./event.ts";
import type { Commits } from "./history.ts";
import { readInputs } from "./inputs.ts";
import { readSources } from "./sources.ts";
import { git, serverWith } from "./testing.ts";

const none: NoCommits = { why: "a test has no event" };

async function composed(
  workspace: string,
  inputs: Readonly<Record<string, string>>,
  commits: Commits | NoCommits = none,
): Promise<Composed | NothingToTest> {
  const env = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`MSIXLAB_${name}`, value]));
  return compose(readInputs(env), { workspace, treeFolder: "/tmp/linux", eventCommits: async () => commits });
}

const gadget = (body: string): string => `#include <linux/module.h>\n\nstatic int gadget_open(void)\n{\n\t${body}\n}\n`;

/** A repository with a driver in src/, which its second commit changes; the third changes something else. */
async function driver(t: ExecutionContext) {
  const workspace = await serverWith(t, [
    { branch: "main", files: { "src/Kbuild": "obj-m += gadget.o\n", "src/gadget.c": gadget("return 0;") } },
    { branch: "main", files: { "src/gadget.c": gadget("return 1;") } },
    { branch: "main", files: { README: "a gadget\n" } },
  ]);
  const [to = "", other = "", from = ""] = git(workspace, "rev-parse", "main~1", "main", "main~2").split("\n");
  return { workspace, from, to, other };
}

test("a driver outside the tree: the commits in its folder, and its lines in the repository", async (t) => {
  const { workspace, from, to } = await driver(t);
  const found = await composed(workspace, { OUT_OF_TREE: "src", KERNEL: "6.12", PROFILE: "quick" }, { from, to });
  t.true("args" in found);
  if (!("args" in found)) return;
  t.deepEqual(found.args, ["--kernel=6.12", `--out-of-tree=${workspace}/src:${from}..${to}`, "--profile=quick"]);
  const sources = await readSources(found.origin);
  t.deepEqual(sources?.place("drivers/external/src/gadget.c", 5), { file: "src/gadget.c", line: 5 });
  t.is(sources?.place("drivers/external/src/Kbuild", 1), undefined, "the commits do not touch it");
  t.is(sources?.place("drivers/uio/uio.c", 1), undefined);
  t.deepEqual(sources?.functionAt("gadget_open"), { file: "src/gadget.c", line: 5 });
  t.is(sources?.functionAt("other"), undefined);
});

test("commits that change nothing of the driver: nothing to test", async (t) => {
  const { workspace, to, other } = await driver(t);
  t.true("nothing" in (await composed(workspace, { OUT_OF_TREE: "src" }, { from: to, to: other })));
});

test("without commits, or where the driver is new, all of the folder is tested", async (t) => {
  const { workspace, from } = await driver(t);
  const empty = git(
    workspace,
    "commit-tree",
    "-m",
    "before",
    git(workspace, "hash-object", "-wt", "tree", "/dev/null"),
  );
  for (const commits of [none, { from: empty, to: from }]) {
    const found = await composed(workspace, { OUT_OF_TREE: "./src/" }, commits);
    t.deepEqual("args" in found ? found.args : found, [`--out-of-tree=${workspace}/src`]);
    const sources = await readSources("args" in found ? found.origin : undefined);
    t.deepEqual(sources?.place("drivers/external/src/Kbuild", 1), { file: "src/Kbuild", line: 1 });
  }
});

/** A kernel's tree, as far as that is looked at. */
async function linux(t: ExecutionContext) {
  const files = { Kconfig: "", Makefile: "VERSION = 6\nPATCHLEVEL = 12\n", "drivers/gadget.c": gadget("return 0;") };
  const workspace = await serverWith(t, [
    { branch: "main", files },
    { branch: "main", files: { "drivers/gadget.c": gadget("return 1;") } },
  ]);
  const [to = "", from = ""] = git(workspace, "rev-parse", "main", "main~1").split("\n");
  return { workspace, from, to };
}

test("a kernel's tree: base is the tree before the commits; another kernel if one is named", async (t) => {
  const { workspace, from, to } = await linux(t);
  const found = await composed(workspace, {}, { from, to });
  t.like(found, { args: ["--kernel=/tmp/linux", `--patch=${workspace}:${from}..${to}`], tree: { commit: from } });
  t.deepEqual(await composed(workspace, { KERNEL: "." }, { from, to }), found);
  const named = await composed(workspace, { KERNEL: "6.1 newest" }, { from, to });
  t.like(named, { args: ["--kernel=6.1", "--kernel=newest", `--patch=${workspace}:${from}..${to}`], tree: undefined });
  const sources = await readSources("args" in found ? found.origin : undefined);
  t.deepEqual(sources?.functionAt("gadget_open"), { file: "drivers/gadget.c", line: 5 });
  t.true("nothing" in (await composed(workspace, {}, { from: to, to })));
  t.deepEqual(await composed(workspace, {}), { args: [`--kernel=${workspace}`] }, "as it is");
  t.like(await composed(workspace, { COMMITS: "main~1..main" }), { tree: { commit: from } });
});

test("a patch, a configuration, more arguments", async (t) => {
  const folder = await folderWith(t, { "a.patch": "", "own/msixlab.config.json": "{}", "other.json": "{}" });
  t.deepEqual(await composed(folder, { PATCH: "a.patch" }), { args: [`--patch=${folder}/a.patch`] });
  const own = `--config=${folder}/own/msixlab.config.json`;
  t.deepEqual(await composed(folder, { PATH: "own", ARGUMENTS: "--grep 'a b'" }), { args: [own, "--grep", "a b"] });
  t.deepEqual(await composed(folder, { CONFIG: "other.json" }), { args: [`--config=${folder}/other.json`] });
});

test("no value is taken for an option", async (t) => {
  const { workspace, from, to } = await driver(t);
  const { args } = (await composed(
    workspace,
    { OUT_OF_TREE: "src", KERNEL: "--qemu=/tmp/x", PROFILE: "--qemu=/tmp/x", CONFIG: "--qemu=/tmp/x" },
    { from, to },
  )) as Composed;
  t.deepEqual(
    args.map((arg) => arg.replace(/=.*/, "")),
    ["--config", "--kernel", "--out-of-tree", "--profile"],
  );
  const patch = (await composed(workspace, { PATCH: "--qemu=/tmp/x" })) as Composed;
  t.deepEqual(patch.args, ["--patch=--qemu=/tmp/x"]);
});

test("what is missing is said with what to write", async (t) => {
  const folder = await folderWith(t, { "a.txt": "" });
  const says = async (inputs: Record<string, string>, message: RegExp, hint: RegExp): Promise<void> => {
    const error = await t.throwsAsync(composed(folder, inputs), { instanceOf: UsageError, message });
    t.regex(error.hint ?? "", hint);
  };
  await says({}, /Nothing says what is to be tested/, /out-of-tree.*msixlab\.config\.ts/);
  await says({ OUT_OF_TREE: "src" }, /no folder src/, /actions\/checkout/);
  await says({ PATH: "checkout" }, /no folder checkout/, /actions\/checkout/);
  await t.throwsAsync(composed(folder, { PATCH: "a", COMMITS: "b" }), { message: /one of them/ });
});
