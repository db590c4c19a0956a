// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { CoverageSubject, FileCounts } from "../record/model.ts";
import { assembleCoverage } from "./assemble.ts";
import { parseDiff } from "../series/diff.ts";

const file = "drivers/a/a.c";
const diff = `diff --git a/${file} source/${file}
index 1..2 100644
--- a/${file}
+++ source/${file}
@@ -9,4 +9,6 @@ int probe(void)
 	old();
-	gone();
--- looks like a header
+	if (a)
+		return first();
+
+	return 0;
 }
diff --git a/include/a.h source/include/a.h
--- /dev/null
+++ source/include/a.h
@@ -0,0 +1 @@
+#define A 1
`;
const changes = parseDiff(diff, () => true);
const why = "nobody has such a device";
const reason = { file, lines: ["if (a)", "return first();"], why };
const subject = (...reasons: CoverageSubject["reasons"]): CoverageSubject => ({ changes, reasons });
const counts = (...lines: [number, number, number[]][]): FileCounts[] => [
  { file, lines: lines.map(([line, count, branches]) => ({ line, count, branches })) },
];
const idle = counts([9, 5, []], [10, 3, [0, 3]], [11, 0, []], [13, 3, []]);
const busy = counts([9, 1, []], [10, 1, [1, 0]], [11, 1, []], [13, 0, []]);

test("a diff gives the series' lines by their numbers in the patched file, with what is around them", (t) => {
  const [first, second] = changes;
  t.is(first?.hunks[0]?.within, "int probe(void)");
  t.deepEqual(
    first?.hunks[0]?.lines.map(({ number, own, text }) => `${number}${own ? "+" : " "}${text.trim()}`),
    ["9 old();", "10+if (a)", "11+return first();", "12+", "13+return 0;", "14 }"],
  );
  t.like(second, { file: "include/a.h" });
  t.deepEqual(second?.hunks[0]?.lines, [{ number: 1, text: "#define A 1", own: true }]);
});

test("where lines were taken away a place is left, with how many new ones stand there", (t) => {
  const [first] = changes;
  t.deepEqual(first?.hunks[0]?.removed, [{ at: 10, added: 4 }]);
});

const gone = parseDiff(
  `--- a/${file}\n+++ source/${file}\n@@ -4,7 +4,4 @@ int up(void)\n one();\n-two();\n three();\n-four();\n+/* no more */\n }\n-int lost(void)\n`,
  () => true,
);

test("lines that were taken away are worth what the function around them is", (t) => {
  const up = { name: "up", from: 2, to: 7, count: 0 };
  const zero = [{ file, lines: [], functions: [up] }];
  const removals = (count: number) =>
    assembleCoverage({ changes: gone, reasons: [], zero }, [
      { cell: "c1", counts: [{ file, lines: [], functions: [{ ...up, count }], entered: count > 0 }], machines: 2 },
    ]);
  // What stood behind the function is around nothing any more.
  t.deepEqual(removals(0).removals, { total: 2, covered: 0, explained: 0 });
  t.deepEqual(removals(3).removals, { total: 2, covered: 2, explained: 0 });
  t.is(removals(3).machines, 2);
  t.deepEqual(removals(3).files[0]?.functions, [{ name: "up", count: 3 }]);
});

test("what has code and never ran is there, whoever counted: the compiler's notes know it", (t) => {
  const zero = counts([10, 0, [0, 0]], [11, 0, []]);
  t.deepEqual(assembleCoverage({ ...subject(), zero }, []).lines, { total: 2, covered: 0, explained: 0 });
});

test("only the series' own lines count: code around them and lines without code do not", (t) => {
  const { lines, branches, files } = assembleCoverage(subject(), [{ cell: "c1", counts: idle }]);
  t.deepEqual(lines, { total: 3, covered: 2, explained: 0 });
  t.deepEqual(branches, { total: 2, covered: 1, explained: 0 });
  t.is(files[0]?.hunks[0]?.lines[0]?.count, undefined);
});

test("cells add up, and each line knows which of them ran it", (t) => {
  const { cells, lines, branches, files } = assembleCoverage(subject(), [
    { cell: "c1", counts: idle },
    { cell: "c2", counts: busy },
  ]);
  t.deepEqual(cells, ["c1", "c2"]);
  t.is(lines.covered, 3);
  t.is(branches.covered, 2);
  const [hunk] = files[0]?.hunks ?? [];
  t.like(hunk?.lines[1], { count: 4, branches: [1, 3], ran: [0, 1] });
  t.like(hunk?.lines[2], { count: 1, ran: [1] });
  t.deepEqual(hunk?.ran, [0, 1]);
});

test("a cell that ran twice is one cell, with the sum of its counts", (t) => {
  const twice = [
    { cell: "c1", counts: idle },
    { cell: "c1", counts: busy },
  ];
  const { cells, lines, files } = assembleCoverage(subject(), twice);
  t.deepEqual(cells, ["c1"]);
  t.is(lines.covered, 3);
  t.like(files[0]?.hunks[0]?.lines[1], { count: 4, ran: [0] });
});

test("a cell that counted nothing is named all the same", (t) => {
  t.deepEqual(assembleCoverage(subject(), [{ cell: "c1", counts: [] }]).cells, ["c1"]);
});

test("a reason goes with its text, whatever the line's number, and does not make the line covered", (t) => {
  const { lines, branches, files, stale } = assembleCoverage(subject(reason), [{ cell: "c1", counts: idle }]);
  t.deepEqual(lines, { total: 3, covered: 2, explained: 1 });
  t.deepEqual(branches, { total: 2, covered: 1, explained: 1 });
  t.deepEqual(
    files[0]?.hunks[0]?.lines.map((line) => line.reason),
    [undefined, why, why, undefined, undefined, undefined],
  );
  t.deepEqual(stale, []);
});

test("a reason for what did run, or for lines that are not there, is stale", (t) => {
  const absent = { file, lines: ["if (b)"], why };
  const { stale } = assembleCoverage(subject(reason, absent), [
    { cell: "c1", counts: idle },
    { cell: "c2", counts: busy },
  ]);
  t.deepEqual(stale, [reason, absent]);
});
