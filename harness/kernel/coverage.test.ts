// SPDX-License-Identifier: GPL-2.0-only
import { readFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { keepCoverage, prepareCounting, touchedSources } from "./coverage.ts";
import { exists, type Entry } from "../host/files.ts";
import { folderWith, writeFiles } from "./testing.ts";

const file = (text: string): Entry => ({ kind: "file", bytes: Buffer.from(text), executable: false });
const overlay = new Map<string, Entry>([
  ["drivers/a/new.c", file("1\n2\n")],
  ["drivers/a/old.c", file("one\nTWO\n")],
  ["drivers/a/gone.c", { kind: "absent" }],
  ["include/a.h", file("static inline int f(void) { return 0; }\n")],
  ["drivers/a/Kconfig", file("config A\n")],
]);

test("what can be counted is the C that a series adds or changes", (t) => {
  t.deepEqual(touchedSources(overlay), ["drivers/a/new.c", "drivers/a/old.c"]);
});

test("an artifact keeps notes, patched files and one diff of the whole series", async (t) => {
  const source = await folderWith(t, { "drivers/a/old.c": "one\ntwo\n", "drivers/a/gone.c": "x\n" });
  const build = await folderWith(t, { "drivers/a/old.gcno": "notes" });
  const folder = await folderWith(t, {});
  await writeFiles(folder, {});
  const counted = ["drivers/a/new.o", "drivers/a/old.o"];
  await keepCoverage({ build }, { folder: source, before: undefined, overlay, counted }, folder);
  t.is(await readFile(path.join(folder, "notes/drivers/a/old.gcno"), "utf8"), "notes");
  t.false(await exists(path.join(folder, "notes/drivers/a/new.gcno")), "the configuration leaves it out");
  t.is(await readFile(path.join(folder, "source/drivers/a/old.c"), "utf8"), "one\nTWO\n");
  const diff = await readFile(path.join(folder, "series.diff"), "utf8");
  t.regex(diff, /^\+\+\+ source\/drivers\/a\/old\.c\n@@ -1,2 \+1,2 @@\n one\n-two\n\+TWO$/m);
  t.regex(diff, /^--- \/dev\/null\n\+\+\+ source\/drivers\/a\/new\.c$/m);
  t.notRegex(diff, /Kconfig/);
});

test("what both sides have is not the series'", async (t) => {
  const source = await folderWith(t, { "drivers/a/old.c": "one\ntwo\n" });
  const folder = await folderWith(t, {});
  const before = new Map([["drivers/a/old.c", file("one\nTWO\n")]]);
  const after = new Map([["drivers/a/old.c", file("one\nTWO\nthree\n")]]);
  await keepCoverage({ build: source }, { folder: source, before, overlay: after, counted: [] }, folder);
  const diff = await readFile(path.join(folder, "series.diff"), "utf8");
  t.regex(diff, /^ TWO\n\+three$/m);
});

test("objects that include a header of the series count, those of folders that must not do not, and all are compiled anew", async (t) => {
  const tree = await folderWith(t, {
    "drivers/a/Makefile": "obj-y += old.o\n",
    "arch/Makefile": "GCOV_PROFILE := n\n",
  });
  const command = (header: string): string => `deps_x.o := \\\n  ../${header} \\\n`;
  const build = await folderWith(t, {
    "drivers/b/.user.o.cmd": command("include/a.h"),
    "drivers/b/.other.o.cmd": command("include/other.h"),
    "arch/.entry.o.cmd": command("include/a.h"),
    "drivers/a/old.o": "of another configuration",
    "drivers/a/old.gcno": "of another configuration",
  });
  t.deepEqual(await prepareCounting({ tree, build }, overlay), [
    "drivers/a/new.o",
    "drivers/a/old.o",
    "drivers/b/user.o",
  ]);
  t.false(await exists(path.join(build, "drivers/a/old.o")));
  t.false(await exists(path.join(build, "drivers/a/old.gcno")));
});
