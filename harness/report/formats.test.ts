// SPDX-License-Identifier: GPL-2.0-only
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { fitSummary, renderAnnotations } from "./github.ts";
import { renderJson, runSchema } from "../record/json.ts";
import { renderJunit } from "./junit.ts";
import { parseKtap, type KtapTest } from "../upstream/ktap.ts";
import { renderKtap } from "./ktap.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Result, RunRecord } from "../record/model.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { sampleEvents } from "./testing/sample.ts";
import { parseRunJson } from "./testing/run-json.ts";
import { parseXml, type Xml } from "./testing/xml.ts";
import { renderSplats } from "./text.ts";

const record = conclude(reduce(sampleEvents()));
const nasty = '</failure>]]> & \u001b[31m\u0000 | `x` ## @all <script>\n"quoted"\r\n\ud800 end';
const bad: Result = {
  ...{ spec: `bind: # ${nasty}`, cell: "patched/igb/iommu-off", side: "patched", device: "igb", iommu: "off" },
  ...{ outcome: "FAIL", reason: nasty, detail: `KTAP version 1\nok 1 not a result\n${nasty}`, seconds: 0.5 },
  ...{ splats: [], expected: [nasty], console: nasty, facts: { [nasty]: nasty }, reproduce: "npm run lab -- run" },
};
const hostile: RunRecord = conclude({ ...record, results: [...record.results, bad] });
const empty: RunRecord = conclude({ ...record, cells: [], jobs: [], results: [], stages: [], kernels: [] });

const leaves = (tests: readonly KtapTest[]): KtapTest[] =>
  tests.flatMap((one) => (one.children.length > 0 ? leaves(one.children) : [one]));

test("KTAP: plans, numbers and parents are right, whatever specs say", (t) => {
  for (const one of [record, hostile, empty]) t.deepEqual(parseKtap(renderKtap(one)).errors, []);
});

test("KTAP: run, cell, spec file, spec", (t) => {
  const { tests } = parseKtap(renderKtap(record));
  t.is(tests.length, 8);
  t.is(tests[0]?.name, "base/igb/iommu-off");
  t.is(tests[0]?.children[0]?.name, "bind");
  t.is(tests[0]?.children[0]?.children[0]?.name, "the driver takes the NIC");
  t.is(leaves(tests).length, record.results.length);
});

test("KTAP: each outcome has its directive, and a parent fails with its children", (t) => {
  const { tests } = parseKtap(renderKtap(record));
  const found = new Set(leaves(tests).map(({ ok, directive, reason }) => `${ok} ${directive ?? ""} ${reason}`.trim()));
  t.true(found.has("true"));
  t.true(found.has("false"));
  t.true(found.has("true SKIP the driver uio_msi does not exist on base"));
  t.true(found.has("false ERROR ReferenceError: count is not defined"));
  t.true(found.has("false ERROR MISS: no machine: QEMU exited with 134 before its first line"));
  t.deepEqual(
    tests.filter(({ ok }) => ok).map(({ name }) => name),
    [],
  );
  t.true(tests[0]?.children[0]?.directive === "SKIP");
});

test("KTAP: a deadline of a spec is a TIMEOUT", (t) => {
  const reason = "the spec's body: not within 30 s";
  const late = { ...bad, spec: "a: b", reason, cause: "timeout" as const };
  const ktapWith = (outcome: "ERROR" | "FAIL" | "MISS"): string =>
    renderKtap({ ...record, cells: [], results: [{ ...late, outcome }] });
  t.regex(ktapWith("ERROR"), /not ok 1 b # TIMEOUT the spec's body: not within 30 s/);
  t.regex(ktapWith("FAIL"), /not ok 1 b # TIMEOUT the spec's body: not within 30 s/);
  t.regex(ktapWith("MISS"), /not ok 1 b # TIMEOUT MISS: the spec's body: not within 30 s/);
  const said = { ...late, outcome: "ERROR" as const, reason: "it says that it timed out", cause: "spec" as const };
  t.notRegex(renderKtap({ ...record, cells: [], results: [said] }), /# TIMEOUT/, "the sentence is for people");
});

test("KTAP: a failure brings its splat and how to do it again", (t) => {
  const failed = leaves(parseKtap(renderKtap(record)).tests).find(
    ({ ok, name }) => !ok && name.startsWith("the MSI-X"),
  );
  t.true(failed?.diagnostics.includes("RIP: 0010:uio_mmap+0x5d/0x1c0"));
  t.true(failed?.diagnostics.some((line) => line.startsWith("reproduce: npm run lab --")));
});

test("KTAP: the reader finds what is wrong", (t) => {
  t.deepEqual(parseKtap("KTAP version 1\n1..2\nok 1 a\n").errors, ["a plan of 2 has 1 results"]);
  t.deepEqual(parseKtap("KTAP version 1\n1..1\nok 2 a\n").errors, ["2 a: is result 1"]);
  t.deepEqual(parseKtap("KTAP version 1\nok 1 a\n").errors, ["a block at indent 0 has no plan"]);
  const lie = "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n  not ok 1 b\nok 1 a\n";
  t.deepEqual(parseKtap(lie).errors, ["1 a: is ok and a child of it is not"]);
});

const all = (xml: Xml): Xml[] => [xml, ...xml.children.flatMap(all)];
const allowed: Readonly<Record<string, readonly string[]>> = {
  testsuites: ["name", "time", "tests", "failures", "errors"],
  testsuite: ["name", "tests", "failures", "errors", "time", "skipped", "timestamp"],
  testcase: ["name", "classname", "time"],
  property: ["name", "value"],
  failure: ["message", "type"],
  error: ["message", "type"],
  skipped: ["message"],
};

test("JUnit: well-formed, whatever a console says", (t) => {
  for (const one of [record, hostile, empty]) t.notThrows(() => parseXml(renderJunit(one)));
});

test("JUnit: a reader gets what was said, but for what XML cannot hold", (t) => {
  const messages = all(parseXml(renderJunit(hostile))).flatMap(({ name, attributes }) =>
    name === "failure" ? [attributes["message"]] : [],
  );
  t.true(messages.includes('</failure>]]> & [31m | `x` ## @all <script>\n"quoted"\n end'), messages.at(-1));
});

test("JUnit: the reader finds what is wrong", (t) => {
  for (const text of ["<a><b></a>", '<a b="1" b="2"/>', "<a/><b/>", "<a>\u001b</a>", "<a>&</a>", "<a>", ""])
    t.throws(() => parseXml(text), undefined, text);
});

test("JUnit: only what junit-10.xsd allows, and names that are unique", (t) => {
  const cases = all(parseXml(renderJunit(hostile)));
  for (const { name, attributes } of cases)
    for (const key of Object.keys(attributes)) t.true(allowed[name]?.includes(key), `${name} ${key}`);
  const names = cases
    .filter(({ name }) => name === "testcase")
    .map(({ attributes }) => `${attributes["classname"]} ${attributes["name"]}`);
  t.is(new Set(names).size, names.length);
});

test("JUnit: counts are those of the outcomes", (t) => {
  const suites = parseXml(renderJunit(record));
  const count = (name: string): number => all(suites).filter((one) => one.name === name).length;
  t.is(suites.attributes["tests"], String(record.results.length));
  t.is(suites.attributes["failures"], String(count("failure")));
  t.is(suites.attributes["errors"], String(count("error")));
  t.is(count("skipped"), record.results.filter(({ outcome }) => outcome === "SKIP").length);
});

test("run.json is read back as it was", (t) => {
  t.deepEqual(parseRunJson(renderJson(record)), record);
  t.throws(() => parseRunJson("{}"));
});

test("the checked-in JSON Schema is that of the types; npx tsx harness/record/schema-write.ts writes it", (t) => {
  t.deepEqual(
    JSON.parse(readFileSync(path.join(import.meta.dirname, "../record/run.schema.json"), "utf8")),
    JSON.parse(runSchema()),
  );
});

test("summary.md: the verdict is the first line, regressions come with their line to do it again", (t) => {
  const text = renderMarkdown(record);
  t.regex(text.split("\n")[0] ?? "", /^## ❌ The series fails: /);
  t.regex(
    text,
    /### Regressions \(2\)\n\n\| spec .*\n.*\n\| mmap: the MSI-X table cannot be mapped \| igb\/iommu-off \| PASS → FAIL .*`npm run lab -- run/,
  );
  t.true(text.indexOf("### Regressions") < text.indexOf("### Matrix"));
});

test("summary.md: rows that say nothing of the series are a number", (t) => {
  const [first] = record.results;
  if (first === undefined) return t.fail("no results");
  const alike = (["base", "patched"] as const).flatMap((side) =>
    (["PASS", "SKIP"] as const).map((outcome) => ({
      ...{ ...first, side, cell: `${side}/igb/iommu-off`, spec: `same: ${outcome}`, outcome, splats: [] },
    })),
  );
  const text = renderMarkdown({ ...record, results: [...record.results, ...alike] });
  t.notRegex(text, /\| same: PASS/);
  t.regex(text, /\d+ specs? came out the same on both sides; \d+ specs? did not apply to any machine\./);
});

test("summary.md: what a console says stays text", (t) => {
  const text = renderMarkdown(hostile);
  t.notRegex(text.replace(/^```[\s\S]*?^```/gm, ""), /<script>|@all/);
  const widths = text
    .split("\n")
    .filter((line) => line.startsWith("| bind: "))
    .map((line) => line.split(/(?<!\\)\|/).length);
  t.true(widths.length > 0 && widths.every((width) => width === 7 || width === 6 + 1 || width === 6));
});

test("a step summary is cut at a line end and says so", (t) => {
  const text = "line µ\n".repeat(1000);
  const cut = fitSummary(text, 2000);
  t.true(Buffer.byteLength(cut) <= 2000);
  t.regex(cut, /line µ\n\n\d+ more lines are in summary\.md/);
  t.is(fitSummary(text), text);
});

test("ten annotations of a kind at most, the series' failures first, no line end that could begin a command", (t) => {
  const many = Array.from({ length: 12 }, (_, index) => ({ ...bad, spec: `many: ${index} ${nasty}` }));
  const lines = renderAnnotations({ ...hostile, results: [...hostile.results, ...many] })
    .trimEnd()
    .split("\n");
  t.is(lines.filter((line) => line.startsWith("::error ")).length, 10);
  t.true(lines.some((line) => line.startsWith("::warning ")));
  t.regex(lines[0] ?? "", /^::error title=FAIL patched\/\S+::/);
  t.true(lines.every((line) => line.startsWith("::")));
});

test("splats are listed with function and DMA, or as JSON", (t) => {
  const header = "DMAR: [DMA Read NO_PASID] Request device [01:00.0] fault addr 0x1000 [fault reason 0x06] x";
  const fault = { source: "01:00.0", address: "0x1000", access: "read" as const };
  const splat = { kind: "iommu-fault" as const, header, line: 4, text: [header], fault };
  t.regex(renderSplats([splat]), /^1 splat\niommu-fault: DMAR.*\n {2}line 5, read by 01:00\.0 to 0x1000\n/);
  t.deepEqual(JSON.parse(renderSplats([splat], "json")), [splat]);
  t.is(renderSplats([]), "no splats\n");
});
