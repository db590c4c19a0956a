// SPDX-License-Identifier: GPL-2.0-only
import { lstat, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { KernelError } from "../host/errors.ts";
import type { FetchedSource } from "./fetch/source.ts";
import { exists, type Entry } from "../host/files.ts";
import { folderWith, quietContext, writeFiles } from "./testing.ts";
import { createTree, differingPaths, marked, sweepBuild, syncTree, updateState, withWorkspace } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

const files = { "drivers/a.c": "a\n", "drivers/b.c": "b\n", Makefile: "all:\n" };
const file = (text: string): Entry => ({ kind: "file", bytes: Buffer.from(text), executable: false });

interface Setup {
  readonly source: FetchedSource;
  readonly cache: string;
  readonly use: <T>(work: (workspace: Workspace) => Promise<T>) => Promise<T>;
}

async function setUp(t: ExecutionContext): Promise<Setup> {
  const folder = await folderWith(t, files);
  const cache = await folderWith(t, {});
  const source = { key: "k1", origin: "o", label: "linux", folder };
  return {
    source,
    cache,
    use: (work) => withWorkspace({ origin: "o", flavour: "plain" }, quietContext(cache), {}, work),
  };
}

test("a tree is hard links, and what is changed in it leaves the source alone", async (t) => {
  const { source, use } = await setUp(t);
  await use(async (workspace) => {
    await createTree(workspace, source);
    const inode = async (folder: string, name: string): Promise<number> => (await lstat(path.join(folder, name))).ino;
    t.is(await inode(workspace.tree, "drivers/a.c"), await inode(source.folder, "drivers/a.c"));
    const changed = await syncTree(workspace, source, new Map([["drivers/a.c", file("A\n")]]));
    t.deepEqual(changed, ["drivers/a.c"]);
    t.is(await readFile(path.join(source.folder, "drivers/a.c"), "utf8"), "a\n");
    t.is(await readFile(path.join(workspace.tree, "drivers/a.c"), "utf8"), "A\n");
  });
});

test("another series is brought in by content: equal files keep their time, left ones come back newer", async (t) => {
  const { source, use } = await setUp(t);
  const long = new Date("2001-01-01");
  for (const name of Object.keys(files)) await utimes(path.join(source.folder, name), long, long);
  await use(async (workspace) => {
    const at = (name: string): string => path.join(workspace.tree, name);
    await createTree(workspace, source);
    await syncTree(
      workspace,
      source,
      new Map([
        ["drivers/a.c", file("A\n")],
        ["new.c", file("n\n")],
        ["drivers/b.c", file("B\n")],
      ]),
    );
    const before = (await stat(at("drivers/b.c"))).mtimeMs;
    const changed = await syncTree(
      workspace,
      source,
      new Map([
        ["drivers/b.c", file("B\n")],
        ["drivers/c.c", file("C\n")],
      ]),
    );
    t.deepEqual(changed, ["drivers/a.c", "drivers/c.c", "new.c"]);
    t.is((await stat(at("drivers/b.c"))).mtimeMs, before);
    t.is(await readFile(at("drivers/a.c"), "utf8"), "a\n");
    t.true(
      (await stat(at("drivers/a.c"))).mtimeMs > long.getTime(),
      "or make would keep what it compiled of the other",
    );
    t.false(await exists(at("new.c")));
    t.deepEqual(await syncTree(workspace, source, new Map()), ["drivers/b.c", "drivers/c.c"]);
    t.deepEqual(differingPaths(source.folder, workspace.tree).sort(), ["drivers/a.c", "drivers/b.c"], "new inodes");
  });
});

test("a source that was edited is brought in too, and so is a tree left half changed", async (t) => {
  const { source, use } = await setUp(t);
  await use(async (workspace) => {
    await createTree(workspace, source);
    await syncTree(workspace, source, new Map([["drivers/a.c", file("A\n")]]));
    await rm(path.join(source.folder, "drivers/b.c"));
    await writeFiles(source.folder, { "drivers/c.c": "c\n" });
    const changed = await syncTree(workspace, { ...source, key: "k2" }, new Map([["drivers/a.c", file("A\n")]]));
    t.deepEqual(changed, ["drivers/b.c", "drivers/c.c"]);
    // A killed lab: the state says that the tree was being changed.
    await updateState(workspace, { sourceKey: "" });
    await writeFile(path.join(workspace.tree, "drivers/half.c"), "");
    t.deepEqual(await syncTree(workspace, { ...source, key: "k2" }, new Map()), ["drivers/a.c", "drivers/half.c"]);
  });
});

test("after a killed make the newest files go, and the rest is kept", async (t) => {
  const { source, use } = await setUp(t);
  await use(async (workspace) => {
    await createTree(workspace, source);
    await writeFiles(workspace.build, { "old.o": "o", "sub/new.o": "half" });
    const earlier = new Date(Date.now() - 60_000);
    await utimes(path.join(workspace.build, "old.o"), earlier, earlier);
    await sweepBuild(workspace);
    t.true(await exists(path.join(workspace.build, "sub/new.o")), "no make was killed");
    await writeFile(workspace.mark, "");
    await sweepBuild(workspace);
    t.false(await exists(path.join(workspace.build, "sub/new.o")));
    t.true(await exists(path.join(workspace.build, "old.o")));
    await writeFiles(workspace.build, { ".config": "CONFIG_UIO=y\n" });
    await sweepBuild(workspace);
    t.true(await exists(path.join(workspace.build, ".config")), "what is written after it is whole");
  });
});

test("a make that fails by itself leaves no doubt behind, one that was ended does", async (t) => {
  const { source, use } = await setUp(t);
  await use(async (workspace) => {
    await createTree(workspace, source);
    const failure = new KernelError("error: no semicolon");
    await t.throwsAsync(
      marked(workspace, () => Promise.reject(failure)),
      { is: failure },
    );
    t.false(await exists(workspace.mark));
    await t.throwsAsync(marked(workspace, () => Promise.reject(new Error("ended by SIGINT"))));
    t.true(await exists(workspace.mark));
  });
});
