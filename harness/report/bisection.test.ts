// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { bisectionExitCode, BisectionRecord } from "./bisection.ts";
import { renderBisectionMarkdown, renderBisectionText } from "./bisection-write.ts";
import { bisectionSentence } from "./bisection-words.ts";
import { renderBisectionHtml } from "./html/bisection.tsx";

const told = {
  ...{ schemaVersion: 1 as const, id: "1", command: "npm run lab -- bisect", startedAt: "2026-11-22", seconds: 61 },
  ...{ spec: "errors: it is refused", cell: "patched/igb/iommu-off", wanted: 0.99, confidence: 0.9931, runs: 31 },
  of: { kind: "series" as const, name: "eight", suspects: 3 },
  conclusion: "found" as const,
  suspects: [{ number: 2, id: "0002.patch", subject: "uio: <second> | step", probability: 0.9931 }],
  ...{ good: { passed: 4, failed: 1 }, bad: { passed: 0, failed: 6 } },
  ...{ without: { passed: 9, failed: 2 }, having: { passed: 0, failed: 20 } },
  steps: [
    {
      number: 2,
      id: "0002.patch",
      subject: "uio: <second> | step",
      passed: 0,
      failed: 14,
      verdict: "bad" as const,
      confidence: 0.999,
      made: "modules",
    },
    {
      number: 1,
      id: "0001.patch",
      subject: "uio: first",
      passed: 0,
      failed: 0,
      verdict: "skipped" as const,
      confidence: 0,
      why: "it does not build",
    },
  ],
  exitCode: bisectionExitCode("found"),
};
const record = BisectionRecord.parse({ ...told, sentence: bisectionSentence(told) });

test("the guilty one is named with its confidence and what it rests on", (t) => {
  t.is(
    record.sentence,
    'It is "uio: <second> | step" (0002.patch), 99.3 % sure: "errors: it is refused" fails in 20 of 20 runs with it and 2 of 11 without it.',
  );
  t.is(record.exitCode, 0);
});

test("the table goes from the good end to the bad one, skipped ones with their reason", (t) => {
  const lines = renderBisectionText(record).split("\n");
  t.deepEqual(
    lines.slice(0, 5).map((line) => line.replaceAll(/ {2,}/g, "  ").trim()),
    [
      "POINT  FAILED  BUILT  VERDICT",
      "the good end  1 of 5  kernel  good",
      "1. uio: first  skipped: it does not build",
      "2. uio: <second> | step  14 of 14  modules  bad, 99.90 % sure",
      "3. the bad end  6 of 6  bad",
    ],
  );
});

test("what a subject says stays text in Markdown and HTML", (t) => {
  t.regex(renderBisectionMarkdown(record), /\| 2\. uio: &lt;second> \\\| step \| 14 of 14 \| modules \|/);
  t.notRegex(renderBisectionHtml(record), /<second>/);
});

for (const [conclusion, says] of [
  ["among", /^It is one of 1, 99\.3 % sure, and nothing between them can be tested/],
  ["open", /^Not found after 31 runs/],
  ["same", /^Nothing to bisect: .* fails in 6 of 6 runs at the bad end and 1 of 5 at the good one/],
] as const)
  test(`${conclusion} is said, and is exit code 1`, (t) => {
    t.regex(bisectionSentence({ ...told, conclusion }), says);
    t.is(bisectionExitCode(conclusion), 1);
  });
