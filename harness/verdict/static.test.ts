// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Outcome, StaticCheck, StaticFinding } from "../record/model.ts";
import { fillStatic, staticFact } from "./static.ts";
import { judgeCheck, newFindings, type CheckResult, type Touched } from "../static/compare.ts";
import { verdict } from "./verdict.ts";

const at = (line: number, message = "unused", file = "a.c"): StaticFinding => ({
  grade: "warning",
  file,
  line,
  message,
});
const result = (...findings: StaticFinding[]): CheckResult => ({ findings, subjects: ["a.o"], omitted: [] });
const touched: Touched = { lines: new Map([["a.c", new Set([7])]]), renamed: new Map() };
const lines = (base: CheckResult | undefined, patched: CheckResult, how = touched): (number | undefined)[] =>
  newFindings(base, patched, how).map(({ line }) => line);

test("what base has too is not new, wherever it has moved to", (t) => {
  t.deepEqual(lines(result(at(3)), result(at(30))), []);
  t.deepEqual(lines(result(at(3, "see b.c:12:1")), result(at(4, "see b.c:15:9"))), []);
});

test("of equal ones the new one is that on a line of the series", (t) => {
  t.deepEqual(lines(result(at(3)), result(at(7), at(9))), [7]);
});

test("another message, or the same in another file, is new", (t) => {
  t.deepEqual(lines(result(at(3)), result(at(4, "unset"), at(5))), [4]);
  const both = { lines: new Map([...touched.lines, ["b.c", new Set<number>()]]), renamed: new Map() };
  t.deepEqual(lines(result(at(3)), result(at(4, "unused", "b.c")), both), [4]);
});

test("a file that was renamed is the same file", (t) => {
  const moved = { lines: new Map([["new.c", new Set<number>()]]), renamed: new Map([["a.c", "new.c"]]) };
  t.deepEqual(lines(result(at(3)), result(at(3, "unused", "new.c")), moved), []);
});

test("a header that the series does not touch is read more often by it: no finding", (t) => {
  const header = at(1, "of the header's own", "h.h");
  t.deepEqual(lines(result(header), result(header, header)), []);
  t.deepEqual(newFindings(result(), result(header, header), touched), [header], "once, if base is without it");
  t.is(newFindings(undefined, result(header), touched)[0]?.grade, "note", "nothing to compare with");
});

test("errors and warnings fail a check, notes do not", (t) => {
  t.deepEqual(judgeCheck([{ ...at(1), grade: "note" }]), { outcome: "PASS" });
  t.deepEqual(judgeCheck([at(1), { ...at(2), grade: "error" }, { ...at(3), grade: "note" }]), {
    outcome: "FAIL",
    reason: "1 error, 1 warning not on base: unused (and 1 more)",
  });
});

const check = (name: string, outcome: Outcome, findings: StaticFinding[] = []): StaticCheck => ({
  ...{ name, what: name, outcome, findings, subjects: [], omitted: [], known: 0, seconds: 1 },
});

test("a check that was planned and has no result is MISS, and leaves nothing to say", (t) => {
  const filled = fillStatic([{ name: "gcc", what: "gcc W=1" }, check("sparse", "PASS")], [check("sparse", "PASS")]);
  t.deepEqual(
    filled.map(({ name, outcome }) => [name, outcome]),
    [
      ["gcc", "MISS"],
      ["sparse", "PASS"],
    ],
  );
  const said = verdict([], { static: filled });
  t.deepEqual([said.conclusion, said.exitCode], ["none", 3]);
});

test("what is said of them", (t) => {
  t.is(staticFact([]), undefined);
  t.is(staticFact([check("gcc", "PASS"), check("clang", "SKIP")]), "no new static finding in 1 check, 1 skipped");
  t.is(staticFact([check("gcc", "FAIL", [at(1), at(2)])]), "2 new static findings (gcc 2)");
  t.is(staticFact([check("clang", "SKIP")]), "no static check ran");
});

test("static checks alone are a run: new findings fail the series, all skipped says nothing", (t) => {
  const of = (...checks: StaticCheck[]): unknown[] => {
    const { conclusion, exitCode, sentence } = verdict([], { static: checks });
    return [conclusion, exitCode, sentence];
  };
  t.deepEqual(of(check("gcc", "PASS")), ["pass", 0, "The series passes: no new static finding in 1 check."]);
  t.deepEqual(of(check("gcc", "FAIL", [at(1)])), ["fail", 1, "The series fails: 1 new static finding (gcc 1)."]);
  t.deepEqual(of(check("gcc", "SKIP")).slice(0, 2), ["none", 3]);
});

test("a series that changes nothing in the kernel can still be badly written", (t) => {
  const unchanged = "the same";
  t.is(verdict([], { unchanged, static: [check("checkpatch", "FAIL", [at(1)])] }).exitCode, 1);
  const well = verdict([], { unchanged, static: [check("checkpatch", "PASS")] });
  t.deepEqual([well.conclusion, well.exitCode], ["noop", 0]);
  t.regex(well.sentence, /nothing to run; no new static finding/);
});
