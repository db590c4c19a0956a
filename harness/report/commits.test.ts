// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { commitRows } from "./commits.ts";
import { renderHtml } from "./html/page.tsx";
import { renderJunit } from "./junit.ts";
import { parseKtap } from "../upstream/ktap.ts";
import { renderKtap } from "./ktap.ts";
import { renderMarkdown } from "./markdown.ts";
import type { RunRecord } from "../record/model.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { summaryLines } from "./terminal/summary.ts";
import { sampleEvents } from "./testing/sample.ts";

const record: RunRecord = {
  ...conclude(reduce(sampleEvents())),
  commits: [
    { number: 1, of: 3, subject: "first", state: "broken", reason: "it does not build", output: "a.c:1: error: no" },
    { number: 2, of: 3, subject: "second", state: "builds", asWhole: true },
    { number: 3, of: 3, subject: "third", state: "noop", reason: "it changes nothing" },
  ],
};

test("what is known of each commit, in words", (t) => {
  const rows = commitRows(record);
  t.deepEqual(
    rows.map(({ builds, outcome }) => [builds, outcome]),
    [
      ["does not build", "FAIL"],
      ["builds, as the whole series", "FAIL"],
      ["no-op", "SKIP"],
    ],
  );
  t.regex(rows[1]?.specs ?? "", /PASS/);
});

test("every report tells of the commits", (t) => {
  const { tests, errors } = parseKtap(renderKtap(record));
  t.deepEqual(errors, []);
  t.deepEqual(
    tests[0]?.children.map(({ ok, directive }) => [ok, directive]),
    [
      [false, undefined],
      [false, undefined],
      [true, "SKIP"],
    ],
  );
  t.regex(renderJunit(record), /testsuite name="commit by commit" tests="3" failures="2" errors="0" skipped="1"/);
  t.regex(renderMarkdown(record), /### Commit by commit[\s\S]*does not build[\s\S]*a\.c:1: error: no/);
  t.regex(renderHtml(record), /Commit by commit[\s\S]*a\.c:1: error: no/);
  const lines = summaryLines(record, "out").map((line) => line.map(([text]) => text).join(""));
  t.true(lines.some((line) => /✗ 1 of 3 {2}first {2}does not build/.test(line)));
});

test("a run that does not look at commits says nothing of them", (t) => {
  const { commits: _, ...rest } = record;
  for (const render of [renderKtap, renderJunit, renderMarkdown, renderHtml])
    t.notRegex(render(rest), /commit by commit/i);
});
