// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { countTests, judgeStep, steps } from "./steps.ts";

const unit = steps.find(({ name }) => name === "unit")!;
const lint = steps.find(({ name }) => name === "lint")!;

test("sums are read off the last section, colours and what tests log aside", (t) => {
  const lines = [
    "  ✔ a › b",
    "    ℹ 9 tests passed",
    "  ─",
    "",
    "  a › c",
    "",
    "  ─",
    "",
    "  \u001b[31m2 tests failed\u001b[39m",
  ];
  t.deepEqual(countTests(lines), { passed: 1, failed: 2 });
  t.deepEqual(countTests([...lines, "  12 tests passed", "  1 uncaught exception"]), { passed: 12, failed: 3 });
});

test("one test is a test", (t) => {
  t.deepEqual(countTests(["  ─", "", "  1 test passed"]), { passed: 1, failed: 0 });
});

test("a step that fails without naming a test counts as one failure", (t) => {
  t.deepEqual(judgeStep(lint, 1, ["x.ts: error"]), { passed: 0, failed: 1 });
  t.deepEqual(judgeStep(lint, 0, []), { passed: 0, failed: 0 });
  t.deepEqual(judgeStep(unit, 1, ["  ─", "  5 tests passed"]), { passed: 5, failed: 1 });
});

test("no tests are no pass", (t) => {
  t.deepEqual(judgeStep(unit, 0, ["  ✘ Couldn’t find any files to test"]), { passed: 0, failed: 1 });
});
