// SPDX-License-Identifier: GPL-2.0-only
// fixtures/gcov-12.jsonl: a part of what gcov 12 said of one machine, its folder taken out.
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { LabError } from "../host/errors.ts";
import { readGcov } from "./gcov.ts";
import { mergeCounts } from "./merge.ts";

const recorded = readFileSync(path.join(import.meta.dirname, "fixtures/gcov-12.jsonl"), "utf8");
const driver = "drivers/uio/uio_msi.c";

test("counts of the files that are asked for, though the compiler saw them from its build folder", (t) => {
  const read = readGcov(recorded, [driver, "include/linux/err.h"]);
  t.deepEqual(
    read.map(({ file }) => file),
    [driver, "include/linux/err.h"],
  );
  const lines = mergeCounts(read).get(driver)?.lines;
  t.deepEqual(lines?.get(91), { line: 91, count: 11, branches: [] });
  t.deepEqual(lines?.get(92), { line: 92, count: 11, branches: [0, 11] }, "if (ret)");
  t.is(lines?.get(93)?.count, 0);
  t.false(lines?.has(89), "a line without code");
});

test("functions of a file, and whether anything of it ran", (t) => {
  const fn = (name: string, count: number) => ({ name, start_line: 3, end_line: 9, execution_count: count });
  const file = (name: string, ...functions: object[]) => ({ file: name, lines: [], functions });
  const [a, b] = readGcov(JSON.stringify({ files: [file("a.c", fn("f", 0), fn("g", 2)), file("b.c", fn("h", 0))] }), [
    "a.c",
    "b.c",
  ]);
  t.deepEqual(a?.functions, [
    { name: "f", from: 3, to: 9, count: 0 },
    { name: "g", from: 3, to: 9, count: 2 },
  ]);
  t.true(a?.entered);
  t.false(b?.entered);
});

test("a file whose name only ends the same is another one", (t) => {
  t.deepEqual(readGcov(recorded, ["io/uio.c", "rivers/uio/uio.c"]), []);
});

test("a way out that only C++ has is no branch", (t) => {
  const branches = [{ count: 1, throw: false }, { count: 0, throw: true }]; // prettier-ignore
  const report = JSON.stringify({ files: [{ file: "a.c", lines: [{ line_number: 1, count: 1, branches }] }] });
  t.deepEqual(readGcov(report, ["a.c"])[0]?.lines, [{ line: 1, count: 1, branches: [1] }]);
});

test("nothing said is nothing counted; what is no report is the lab's fault", (t) => {
  t.deepEqual(readGcov("", [driver]), []);
  for (const text of ["gcov: no such file", "[]", '{"files": [{}]}'])
    t.throws(() => readGcov(text, [driver]), { instanceOf: LabError, message: /gcov says what is no/ });
});
