// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { mergeCounts, pickCounts } from "./merge.ts";

const file = "a.h";

test("a line of a header that two objects include ran as often as in both", (t) => {
  const merged = mergeCounts([
    { file, lines: [{ line: 3, count: 1, branches: [1, 0] }] },
    { file, lines: [{ line: 3, count: 2, branches: [0, 2] }, { line: 4, count: 0, branches: [] }] }, // prettier-ignore
  ]);
  t.deepEqual(merged.get(file)?.lines.get(3), { line: 3, count: 3, branches: [1, 2] });
  t.is(merged.get(file)?.lines.get(4)?.count, 0);
});

test("a line that was compiled twice in one object and once in another has the branches of the first", (t) => {
  const lines = [[1], [0, 4]].map((branches) => ({ file, lines: [{ line: 3, count: 1, branches }] }));
  t.deepEqual(mergeCounts(lines).get(file)?.lines.get(3)?.branches, [1, 4]);
});

test("what is written down is in order, and no more than was asked for", (t) => {
  const lines = [9, 4, 5].map((line) => ({ line, count: line, branches: [] }));
  const picked = pickCounts(
    mergeCounts([
      { file: "b.c", lines },
      { file, lines },
    ]),
    { line: (_, line) => line !== 5, part: () => true },
  );
  t.deepEqual(
    picked.map((one) => [one.file, ...one.lines.map(({ line }) => line)]),
    [
      ["a.h", 4, 9],
      ["b.c", 4, 9],
    ],
  );
});

test("a function that two objects include was entered as often as in both; a file that ran is told of with nothing else", (t) => {
  const one = { name: "f", from: 1, to: 5, count: 1 };
  const counts = mergeCounts([
    { file, lines: [], functions: [one], entered: true },
    { file, lines: [], functions: [{ ...one, count: 2 }] },
  ]);
  t.deepEqual(counts.get(file)?.functions, [{ ...one, count: 3 }]);
  const picked = pickCounts(counts, { line: () => false, part: () => false });
  t.deepEqual(picked, [{ file, lines: [], functions: [], entered: true }]);
});
