// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { mergeCounts } from "../../coverage/merge.ts";
import { isReached } from "./reached.ts";

const counts = mergeCounts([
  {
    file: "a.c",
    lines: [
      { line: 10, count: 3, branches: [] },
      { line: 11, count: 0, branches: [] },
    ],
    functions: [
      { name: "used", from: 9, to: 14, count: 3 },
      { name: "idle", from: 20, to: 24, count: 0 },
    ],
  },
]);
const at = (inside: string, line: number, endLine = line): Parameters<typeof isReached>[0] => ({
  at: { file: "a.c", function: inside, operator: "call", line, endLine },
});

test("a line that ran is reached, one that did not is not, though its function was entered", (t) => {
  t.deepEqual([isReached(at("used", 10), counts), isReached(at("used", 11), counts)], [true, false]);
  t.true(isReached(at("used", 10, 11), counts));
});

test("where the lines have no code of their own the function tells; of what is not compiled nobody knows", (t) => {
  t.deepEqual([isReached(at("used", 13), counts), isReached(at("idle", 22), counts)], [true, false]);
  t.is(isReached(at("other", 40), counts), undefined);
  t.is(isReached({ at: { ...at("used", 10).at, file: "b.c" } }, counts), undefined);
});
