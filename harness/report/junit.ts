// SPDX-License-Identifier: GPL-2.0-only
// Run record → JUnit XML in the dialect of Jenkins' junit-10.xsd, the strictest reader there is; GitLab reads it too.
// A suite a cell; classname.name is unique, since GitLab keeps only the first of two equal ones.
import { specFamily, specSentence } from "../record/spec-name.ts";
import { commitRows } from "./commits.ts";
import { evidenceLines, findKnown, knownText } from "./evidence.ts";
import type { Outcome, Result, RunRecord } from "../record/model.ts";
import { withStaticResults } from "./static-results.ts";
import { countOutcomes } from "./words.ts";

// XML 1.0 has no place for these, not even escaped, and a serial console is full of them.

const illegal = /[^\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text for XML: markup escaped, characters that XML 1.0 cannot hold left out. */
export function xmlText(text: string): string {
  return text.replace(illegal, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A value for an attribute: also quotes, and line ends, which a reader would turn into spaces. */
export function xmlAttribute(text: string): string {
  return xmlText(text)
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;")
    .replaceAll("\t", "&#9;")
    .replaceAll("\r", "");
}

function element(name: string, attributes: Record<string, string | number>, children: readonly string[] = []): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlAttribute(String(value))}"`);
  if (children.length === 0) return `<${name}${head.join("")}/>`;
  return `<${name}${head.join("")}>${children.join("")}</${name}>`;
}

function story(record: RunRecord, result: Result): string {
  const splats = result.splats.map(({ text }) => text.join("\n"));
  const reproduce = result.reproduce === undefined ? [] : [`reproduce: ${result.reproduce}`];
  const evidence = evidenceLines(record, result).join("\n");
  return [result.reason ?? "", evidence, result.detail ?? "", ...splats, ...reproduce]
    .filter((part) => part !== "")
    .join("\n\n");
}

function state(record: RunRecord, result: Result): string[] {
  const known = findKnown(record, result);
  if (known !== undefined) return [element("skipped", { message: knownText(known) })];
  const message = result.reason ?? result.outcome;
  const text = [xmlText(story(record, result))];
  switch (result.outcome) {
    case "FAIL":
      return [element("failure", { message, type: result.splats[0]?.kind ?? "FAIL" }, text)];
    case "ERROR":
    case "MISS":
      return [element("error", { message, type: result.outcome }, text)];
    case "SKIP":
      return [element("skipped", { message })];
    case "PASS":
    case "DONE":
      return [];
  }
}

function output(result: Result): string[] {
  const facts = Object.entries(result.facts).map(([name, value]) => `${name}: ${value}`);
  const text = [...facts, ...result.expected.map((title) => `expected: ${title}`), result.console ?? ""]
    .join("\n")
    .trim();
  return text === "" ? [] : [element("system-out", {}, [xmlText(text)])];
}

function testcase(record: RunRecord, result: Result): string {
  const classname = `${result.cell.replaceAll("/", ".")}.${specFamily(result.spec)}`;
  const attributes = { name: specSentence(result.spec), classname, time: result.seconds.toFixed(3) };
  return element("testcase", attributes, [...state(record, result), ...output(result)]);
}

function sums(record: RunRecord, results: readonly Result[]): Record<string, string | number> {
  const counts = countOutcomes(results.filter((one) => findKnown(record, one) === undefined));
  const time = results.reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    tests: results.length,
    failures: counts.FAIL,
    errors: counts.ERROR + counts.MISS,
    time: time.toFixed(3),
  };
}

function suite(record: RunRecord, id: string): string {
  const results = record.results.filter(({ cell }) => cell === id);
  const cell = record.cells.find((one) => one.id === id);
  const { side, flavour = "plain", kernel: version, commit } = cell ?? {};
  const kernel = record.kernels.find(
    (one) => one.side === side && one.flavour === flavour && one.kernel === version && one.commit === commit,
  );
  const properties = Object.entries({
    accelerator: record.accelerator.name,
    kernel: kernel?.release,
    "kernel.hash": kernel?.hash,
    qemu: cell?.qemu,
    failure: cell?.failure,
  }).flatMap(([name, value]) => (value === undefined ? [] : [element("property", { name, value })]));
  const attributes = {
    name: id,
    ...sums(record, results),
    skipped: countOutcomes(results).SKIP + results.filter((one) => findKnown(record, one) !== undefined).length,
    timestamp: record.startedAt.slice(0, 19),
  };
  return element("testsuite", attributes, [
    element("properties", {}, properties),
    ...results.map((one) => testcase(record, one)),
  ]);
}

/** Each patch of the series by itself: what no cell tells, that one does not build. */
function commitSuites(record: RunRecord): string[] {
  const rows = commitRows(record);
  if (rows.length === 0) return [];
  const cases = rows.map(({ name, commit, outcome, builds }) => {
    const message = commit.reason ?? builds;
    const said = [xmlText(commit.output ?? message)];
    const children = {
      ...{ FAIL: element("failure", { message, type: "FAIL" }, said), SKIP: element("skipped", { message }) },
      ...{
        ERROR: element("error", { message, type: "ERROR" }, said),
        MISS: element("error", { message, type: "MISS" }, said),
      },
      ...{ PASS: "", DONE: "" },
    };
    const attributes = { name: `${name} ${commit.subject}`, classname: "commit-by-commit", time: "0.000" };
    return element("testcase", attributes, children[outcome] === "" ? [] : [children[outcome]]);
  });
  const count = (...of: Outcome[]): number => rows.filter(({ outcome }) => of.includes(outcome)).length;
  const sums = { tests: rows.length, failures: count("FAIL"), errors: count("ERROR", "MISS"), skipped: count("SKIP") };
  return [element("testsuite", { name: "commit by commit", ...sums, time: "0.000" }, cases)];
}

/** Whether the series was tested at all: who reads nothing but test cases must see it. */
function ranSuites({ verdict }: RunRecord): string[] {
  if (verdict?.ran === undefined) return [];
  const { anything, text } = verdict.ran;
  const message = `UNTESTED: ${text}`;
  const state = anything
    ? element("system-out", {}, [xmlText(text)])
    : element("error", { message, type: "UNTESTED" }, [xmlText(text)]);
  const attributes = { name: "code of the series ran", classname: "series", time: "0.000" };
  const sums = { tests: 1, failures: 0, errors: anything ? 0 : 1, skipped: 0, time: "0.000" };
  return [element("testsuite", { name: "series", ...sums }, [element("testcase", attributes, [state])])];
}

/** Renders a run as JUnit XML: FAIL is a failure, ERROR and MISS are errors, SKIP is skipped. */
export function renderJunit(run: RunRecord): string {
  const record = withStaticResults(run);
  const ids = [...new Set([...record.cells.map(({ id }) => id), ...record.results.map(({ cell }) => cell)])];
  const suites = [...commitSuites(record), ...ranSuites(record), ...ids.map((id) => suite(record, id))];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", { name: "msixlab", ...sums(record, record.results) }, suites)}\n`;
}
