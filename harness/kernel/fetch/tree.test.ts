// SPDX-License-Identifier: GPL-2.0-only
import { lstat, readFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../../host/errors.ts";
import { run } from "../../host/exec.ts";
import { exists } from "../../host/files.ts";
import { folderWith, quietContext, writeFiles } from "../testing.ts";
import { fetchTree, identifyTree } from "./tree.ts";

const files = {
  Kconfig: "",
  Makefile: "all:\n",
  "scripts/kconfig/Makefile": "",
  ".gitignore": "*.o\n",
  "a.c": "a\n",
  "b.c": "b\n",
};

async function mirror(tree: string, cache: string): Promise<{ key: string; folder: string }> {
  const context = quietContext(cache);
  const identity = await identifyTree(tree, context);
  return { key: identity.key, folder: await fetchTree(tree, identity, context) };
}

async function gitTree(t: ExecutionContext): Promise<string> {
  const tree = await folderWith(t, files);
  const git = (...args: string[]): Promise<unknown> =>
    run("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: tree });
  await git("init", "--quiet");
  await git("add", ".");
  await git("commit", "--quiet", "-m", "first");
  return tree;
}

for (const [kind, make] of [
  ["git tree", gitTree],
  ["plain tree", (t: ExecutionContext) => folderWith(t, files)],
] as const)
  test(`a ${kind} is mirrored as it is on disk, without what it ignores`, async (t) => {
    const tree = await make(t);
    await writeFiles(tree, { "a.c": "edited\n", "new.c": "new\n", "junk.o": "object" });
    await rm(path.join(tree, "b.c"));
    const { folder } = await mirror(tree, await folderWith(t, {}));
    t.deepEqual((await readdir(folder)).sort(), [".gitignore", "Kconfig", "Makefile", "a.c", "new.c", "scripts"]);
    t.is(await readFile(path.join(folder, "a.c"), "utf8"), "edited\n");
  });

test("a plain tree is more than its .gitignore says, and less than what was built in it", async (t) => {
  const tree = await folderWith(t, {
    ...files,
    ".gitignore": "/*\n",
    ".config": "",
    "include/config/A": "",
    "build/a.c": "",
  });
  await writeFiles(tree, {
    "include/linux/a.h": "",
    "drivers/a.o": "",
    "drivers/.a.o.cmd": "",
    "drivers/build/a.c": "",
  });
  const { folder } = await mirror(tree, await folderWith(t, {}));
  const found = await readdir(folder, { recursive: true });
  t.true(
    ["a.c", "drivers/build/a.c", "include/linux/a.h", "scripts/kconfig/Makefile"].every((name) => found.includes(name)),
  );
  t.false(
    [".config", "include/config", "build", "drivers/a.o", "drivers/.a.o.cmd"].some((name) => found.includes(name)),
  );
});

test("an edit is another content under the same name, and nothing else is written", async (t) => {
  const [tree, cache] = [await gitTree(t), await folderWith(t, {})];
  const before = await mirror(tree, cache);
  const inode = async (): Promise<number> => (await lstat(path.join(before.folder, "b.c"))).ino;
  const untouched = await inode();
  await writeFiles(tree, { "a.c": "edited\n" });
  const after = await mirror(tree, cache);
  t.not(after.key, before.key);
  t.is(after.folder, before.folder);
  t.is(await readFile(path.join(after.folder, "a.c"), "utf8"), "edited\n");
  t.is(await inode(), untouched);
  await writeFiles(tree, { "a.c": "a\n" });
  t.is((await mirror(tree, cache)).key, before.key);
});

test("a mirror that was left half changed is made anew", async (t) => {
  const [tree, cache] = [await gitTree(t), await folderWith(t, {})];
  const { folder } = await mirror(tree, cache);
  await rm(`${folder}.at`);
  await writeFiles(folder, { "a.c": "half", "stray.c": "" });
  await mirror(tree, cache);
  t.is(await readFile(path.join(folder, "a.c"), "utf8"), "a\n");
  t.false(await exists(path.join(folder, "stray.c")));
});

test("the user's tree and index are not written to", async (t) => {
  const tree = await gitTree(t);
  // git marks the objects that it met as used, by their time; it makes none.
  const paths = [".", "-path", "./.git/objects/*", "-printf", "%p\n", "-o", "-printf", "%p %s %T@ %C@\n"];
  const state = async (): Promise<string> => (await run("find", paths, { cwd: tree })).stdout;
  await writeFiles(tree, { "a.c": "edited\n" });
  const before = await state();
  await mirror(tree, await folderWith(t, {}));
  t.is(await state(), before);
});

test("a folder that is no kernel is refused by what it lacks", async (t) => {
  const tree = await folderWith(t, { Kconfig: "", Makefile: "" });
  const error = await t.throwsAsync(identifyTree(tree, quietContext(await folderWith(t, {}))), {
    instanceOf: UsageError,
  });
  t.true(error.message.endsWith("is not a kernel source tree: it has no scripts/kconfig."));
});
