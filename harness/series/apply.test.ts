// SPDX-License-Identifier: GPL-2.0-only
// What is done, if somebody asks for it, with a patch that does not apply to the letter.
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { run } from "../host/exec.ts";
import { findObjects } from "./range.ts";
import { ConflictError } from "./conflict.ts";
import { applySeries } from "./overlay.ts";
import { readSeries, seriesHash } from "./read.ts";
import { folderWith } from "../kernel/testing.ts";
import type { ApplyOptions } from "./types.ts";

const numbered = (change: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: 20 }, (_, n) => `${change[n + 1] ?? `line ${n + 1}`}\n`).join("");

/** A patch made from `numbered()` that meets a file in which a line of its context is another. */
async function apply(t: ExecutionContext, applyOptions?: ApplyOptions): Promise<{ text: string; notes: string[] }> {
  const made = await folderWith(t, { "a.c": numbered() });
  await run("git", ["-C", made, "init", "-q"]);
  await run("git", ["-C", made, "add", "-A"]);
  const change = await folderWith(t, { "a.c": numbered({ 10: "ten" }) });
  const diff = ["-C", made, `--work-tree=${change}`, "diff", "--full-index"];
  const patch = (await run("git", diff)).stdout;
  const objects = await findObjects(made);
  const series = await readSeries(await folderWith(t, { "1.patch": patch }));
  const known = applyOptions?.threeWay === undefined ? applyOptions : { ...applyOptions, threeWay: [objects ?? ""] };
  const notes: string[] = [];
  const folder = await folderWith(t, { "a.c": numbered({ 7: "seven" }) });
  const withOptions = { ...series, ...(known === undefined ? {} : { applyOptions: known }) };
  const overlay = await applySeries(folder, withOptions, "linux", (text) => notes.push(text));
  const entry = overlay.get("a.c");
  return { text: entry?.kind === "file" ? String(entry.bytes) : "", notes };
}

const both = numbered({ 7: "seven", 10: "ten" });

test("nothing of it unless asked", async (t) => {
  await t.throwsAsync(apply(t), { instanceOf: ConflictError });
  await t.throwsAsync(apply(t, { fuzz: 0 }), { instanceOf: ConflictError });
});

test("--fuzz 1 passes over one line, and the report says where", async (t) => {
  const { text, notes } = await apply(t, { fuzz: 1 });
  t.is(text, both);
  t.regex(
    notes[0] ?? "",
    /^1\.patch does not apply cleanly \(a\.c, hunk 1 of 1, line 7: .*--fuzz=1.*hunk 1 at line 7 with fuzz 1\.$/,
  );
});

test("--3way merges with the file that the patch was made from, and the report says so", async (t) => {
  const { text, notes } = await apply(t, { threeWay: [] });
  t.is(text, both);
  t.regex(notes[0] ?? "", /merged with --3way/);
});

test("what cannot be merged is a conflict all the same, and leaves no marks in the source", async (t) => {
  const patch = "--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-one\n+two\n";
  const series = await readSeries(await folderWith(t, { "1.patch": patch }));
  const folder = await folderWith(t, { "a.c": "three\n" });
  const applyOptions = { threeWay: [], fuzz: 3 };
  const error = await t.throwsAsync<ConflictError>(applySeries(folder, { ...series, applyOptions }, "linux"));
  t.true(error instanceof ConflictError);
  t.is(await readFile(path.join(folder, "a.c"), "utf8"), "three\n");
  t.regex(error.hint ?? "", /--3way needs a git repository/);
});

test("what is applied leniently is another kernel", async (t) => {
  const series = await readSeries(await folderWith(t, { "1.patch": "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n" }));
  const hashes = await Promise.all(
    [{}, { applyOptions: { fuzz: 1 } }, { applyOptions: { fuzz: 2 } }].map((how) => seriesHash({ ...series, ...how })),
  );
  t.is(new Set(hashes).size, 3);
  await rm(series.path, { recursive: true });
});
