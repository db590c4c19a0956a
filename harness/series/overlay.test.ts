// SPDX-License-Identifier: GPL-2.0-only
import { readFile } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import type { Entry } from "../host/files.ts";
import { ConflictError } from "./conflict.ts";
import { applySeries, type Overlay } from "./overlay.ts";
import { readSeries } from "./read.ts";
import { folderWith } from "../kernel/testing.ts";

const lines = (...numbers: number[]): string => numbers.map((n) => `line ${n}\n`).join("");
const tree = { "drivers/uio/uio.c": lines(1, 2, 3, 4, 5, 6, 7, 8, 9), "drivers/uio/old.c": "old\n" };

/** A patch in git's form that turns one line of uio.c into another. */
const change = (from: string, to: string): string => `Subject: [PATCH] change

diff --git a/drivers/uio/uio.c b/drivers/uio/uio.c
--- a/drivers/uio/uio.c
+++ b/drivers/uio/uio.c
@@ -2,3 +2,3 @@
 line 2
-${from}
+${to}
 line 4
`;

const addFile = `diff --git a/drivers/uio/new.c b/drivers/uio/new.c
new file mode 100644
--- /dev/null
+++ b/drivers/uio/new.c
@@ -0,0 +1 @@
+new
diff --git a/drivers/uio/old.c b/drivers/uio/old.c
deleted file mode 100644
--- a/drivers/uio/old.c
+++ /dev/null
@@ -1 +0,0 @@
-old
`;

async function apply(t: ExecutionContext, patches: Readonly<Record<string, string>>): Promise<Overlay> {
  const series = await readSeries(await folderWith(t, patches));
  return applySeries(await folderWith(t, tree), series, "linux 6.12");
}

const entryText = (entry: Entry | undefined): string | undefined =>
  entry?.kind === "file" ? entry.bytes.toString() : entry?.kind;

test("a series is the files that it changes, as they are afterwards", async (t) => {
  const overlay = await apply(t, {
    "1.patch": change("line 3", "three"),
    "2.patch": change("three", "drei") + addFile,
  });
  t.deepEqual([...overlay.keys()].sort(), ["drivers/uio/new.c", "drivers/uio/old.c", "drivers/uio/uio.c"]);
  t.is(entryText(overlay.get("drivers/uio/uio.c")), tree["drivers/uio/uio.c"].replace("line 3", "drei"));
  t.is(entryText(overlay.get("drivers/uio/new.c")), "new\n");
  t.is(entryText(overlay.get("drivers/uio/old.c")), "absent");
});

test("a patch that does not apply is named with its file, hunk and what it looked for", async (t) => {
  const folder = await folderWith(t, tree);
  const series = await readSeries(await folderWith(t, { "1.patch": addFile, "2.patch": change("line 33", "x") }));
  const error = await t.throwsAsync(applySeries(folder, series, "linux 6.12"), { instanceOf: ConflictError });
  const reason = "drivers/uio/uio.c, hunk 1 of 1, line 2: the lines that it changes are not there.";
  t.is(error.message, `2.patch does not apply to linux 6.12: ${reason}`);
  const text = "--- a/drivers/uio/uio.c\n+++ b/drivers/uio/uio.c\n@@ -2,3 +2,3 @@\n line 2\n-line 33\n+x\n line 4";
  t.is(error.output, text);
  t.deepEqual(error.location, { patch: "2.patch", file: "drivers/uio/uio.c", hunk: "1 of 1", line: 2, text });
  t.is(error.hint, undefined);
  t.is(await readFile(path.join(folder, "drivers/uio/old.c"), "utf8"), "old\n", "nothing is changed");
});

test("a patch that the source has already is said to be that", async (t) => {
  const error = await t.throwsAsync(apply(t, { "1.patch": change("line 3", "x"), "2.patch": change("line 3", "x") }));
  t.is((error as UsageError).hint, "The source already has this change.");
});

const conflicts = test.macro<[patch: string, reason: string]>(async (t, patch, reason) => {
  const error = await t.throwsAsync(apply(t, { "1.patch": patch }), { instanceOf: ConflictError });
  t.is(error.message, `1.patch does not apply to linux 6.12: ${reason}`);
});

const broken = test.macro<[patch: string, reason: string]>(async (t, patch, reason) => {
  const error = await t.throwsAsync(apply(t, { "1.patch": patch }), { instanceOf: UsageError });
  t.false(error instanceof ConflictError);
  t.is(error.message, `1.patch is not a valid patch: ${reason}`);
});

test("no such file", conflicts, change("a", "b").replaceAll("uio.c", "nil.c"), "drivers/uio/nil.c: no such file.");
test(
  "a file that is there already",
  conflicts,
  addFile.replaceAll("new.c", "uio.c"),
  "drivers/uio/uio.c: already exists, but the patch adds it.",
);
test("no diff at all", broken, "Subject: [PATCH] words\n\nWords.\n", "it contains no diff.");
test(
  "a patch that was cut off",
  broken,
  change("line 3", "x").replace(" line 4\n", ""),
  "it is truncated or edited at line 10 (wrong hunk length).",
);

test("context must be there to the letter: no fuzz", async (t) => {
  await t.throwsAsync(apply(t, { "1.patch": change("line 3", "x").replace(" line 2", " line two") }));
});
