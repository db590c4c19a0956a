// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { parseXml } from "./testing/xml.ts";
import { renderHtml } from "./html/page.tsx";
import { renderJson } from "../record/json.ts";
import { parseRunJson } from "./testing/run-json.ts";
import { renderJunit } from "./junit.ts";
import { parseKtap } from "../upstream/ktap.ts";
import { renderKtap } from "./ktap.ts";
import { renderMarkdown } from "./markdown.ts";
import type { EventBody, RunRecord, StaticCheck } from "../record/model.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { summaryLines } from "./terminal/summary.ts";
import { sampleEvents } from "./testing/sample.ts";

const none = { subjects: [], omitted: [], findings: [], known: 0, seconds: 1 };
const checks: readonly StaticCheck[] = [
  { ...none, name: "checkpatch", what: "checkpatch.pl --strict", outcome: "PASS", subjects: ["1.patch"], known: 2 },
  {
    ...{ ...none, name: "sparse", what: "sparse (C=2)", outcome: "FAIL", reason: "1 warning that base does not have" },
    findings: [
      { grade: "warning", file: "drivers/uio/uio.c", line: 12, message: "dereference of <noderef>", text: "uio.c:12" },
      { grade: "note", file: "drivers/uio/uio.c", message: "a note" },
    ],
    reproduce: "npm run lab -- check --only sparse",
  },
  { ...none, name: "clang", what: "clang, W=1", outcome: "SKIP", reason: "this host has no clang (package clang)" },
];

function recordWith(...bodies: readonly EventBody[]): RunRecord {
  const events = sampleEvents();
  const time = events.at(-2)?.time ?? 0;
  return conclude(reduce([...events, ...bodies.map((body) => ({ ...body, time }))]));
}

const planned = [...checks, { name: "gcc", what: "gcc W=1" }].map(({ name, what }) => ({ name, what }));
const plan: EventBody = { type: "static-plan", source: "lab", checks: planned };
const record = recordWith(plan, ...checks.map((check): EventBody => ({ type: "static", source: "lab", check })));

test("the record has each check that was planned, and its verdict what they say", (t) => {
  t.deepEqual(
    record.static?.map(({ name, outcome }) => [name, outcome]),
    [
      ["checkpatch", "PASS"],
      ["sparse", "FAIL"],
      ["clang", "SKIP"],
      ["gcc", "MISS"],
    ],
  );
  t.deepEqual(parseRunJson(renderJson(record)).static, record.static);
  t.is(record.verdict?.conclusion, "fail");
  t.regex(record.verdict?.sentence ?? "", /; 1 new static finding \(sparse 1\), 1 skipped, 1 not run/);
  t.is(recordWith().static, undefined, "a run that was not asked for them has none");
});

test("KTAP and JUnit: a suite of its own, a test a check", (t) => {
  const { tests, errors } = parseKtap(renderKtap(record));
  t.deepEqual(errors, []);
  const suite = tests.at(-1);
  t.is(suite?.name, "patched/static");
  t.deepEqual(
    suite?.children[0]?.children.map(({ name, ok, directive }) => [name, ok, directive]),
    [
      ["checkpatch", true, undefined],
      ["sparse", false, undefined],
      ["clang", true, "SKIP"],
      ["gcc", false, "ERROR"],
    ],
  );
  const xml = renderJunit(record);
  t.notThrows(() => parseXml(xml));
  t.regex(xml, /classname="patched\.static\.static"[^>]*>\s*<failure/);
  t.regex(xml, /drivers\/uio\/uio\.c:12: warning: dereference of &lt;noderef&gt;/);
});

test("summary, page and terminal: the findings first, then what each check came to", (t) => {
  const markdown = renderMarkdown(record);
  t.regex(markdown, /### Static checks \(2 new\)/);
  t.regex(markdown, /\| warning \| sparse \| `drivers\/uio\/uio\.c:12` \| dereference of &lt;noderef> \|/);
  t.regex(markdown, /SKIP clang .* this host has no clang/);
  t.regex(renderHtml(record), /<section id="static">.*dereference of &lt;noderef>.*check --only sparse/s);
  const shown = summaryLines(record, "out").map((line) => line.map(([text]) => text).join(""));
  t.true(shown.includes("    warning: drivers/uio/uio.c:12: dereference of <noderef>"), shown.join("\n"));
  t.true(shown.includes("    npm run lab -- check --only sparse"));
  t.true(shown.some((line) => /^ {2}static .*1 FAIL.*1 MISS.*1 PASS.*1 SKIP/.test(line.replaceAll(/[✗?✓–]/g, ""))));
});
