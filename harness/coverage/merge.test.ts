// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { mergeCounts, pickLines } from "./merge.ts";

const file = "a.h";

test("a line of a header that two objects include ran as often as in both", (t) => {
  const merged = mergeCounts([
    { file, lines: [{ line: 3, count: 1, branches: [1, 0] }] },
    { file, lines: [{ line: 3, count: 2, branches: [0, 2] }, { line: 4, count: 0, branches: [] }] }, // prettier-ignore
  ]);
  t.deepEqual(merged.get(file)?.get(3), { line: 3, count: 3, branches: [1, 2] });
  t.is(merged.get(file)?.get(4)?.count, 0);
});

test("a line that was compiled twice in one object and once in another has the branches of the first", (t) => {
  const lines = [[1], [0, 4]].map((branches) => ({ file, lines: [{ line: 3, count: 1, branches }] }));
  t.deepEqual(mergeCounts(lines).get(file)?.get(3)?.branches, [1, 4]);
});

test("what is written down is in order, and no more than was asked for", (t) => {
  const lines = [9, 4, 5].map((line) => ({ line, count: line, branches: [] }));
  const picked = pickLines(
    mergeCounts([
      { file: "b.c", lines },
      { file, lines },
    ]),
    (_, line) => line !== 5,
  );
  t.deepEqual(
    picked.map((one) => [one.file, ...one.lines.map(({ line }) => line)]),
    [
      ["a.h", 4, 9],
      ["b.c", 4, 9],
    ],
  );
});
