// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { KnownFailure, Outcome, Result, Side } from "../record/model.ts";
import { chanceIfAlike, chanceText } from "./evidence.ts";
import { verdict } from "./verdict.ts";

const spec = "vectors: each wakes its own";
const known: KnownFailure = {
  spec: "each wakes",
  reason: "the emulator drops one",
  link: "https://bugs.example/1",
  expires: "2030-01-01",
};

function result(side: Side, outcome: Outcome, repeat?: number): Result {
  const where = { spec, cell: `${side}/igb/iommu-off`, side, device: "igb", iommu: "off" };
  const time = repeat === undefined ? {} : { repeat };
  return { ...where, ...time, outcome, reason: "because", seconds: 1, splats: [], expected: [], facts: {} };
}

/** The first outcome of each side, then what came of the repetitions: `P` passed, `F` failed, `M` could not be run. */
function judged(base: string, patched: string, more: Parameters<typeof verdict>[1] = {}) {
  const outcomes = { P: "PASS", F: "FAIL", M: "MISS" } as const;
  const of = (side: Side, text: string): Result[] =>
    [...text].map((one, i) => result(side, outcomes[one as "P"], i === 0 ? undefined : i));
  const [b, p] = [of("base", base), of("patched", patched)];
  const sides = { sides: (["base", "patched"] as const).filter((side) => (side === "base" ? b : p).length > 0) };
  return verdict([...b.slice(0, 1), ...p.slice(0, 1)], {
    ...{ ...sides, repeats: [...b.slice(1), ...p.slice(1)] },
    ...more,
  });
}

test("a steady failure that base passes as often is a regression, with its arithmetic", (t) => {
  const said = judged("PPPP", "FFFF");
  t.deepEqual([said.conclusion, said.exitCode], ["fail", 1]);
  t.is(
    said.regressions[0]?.evidence,
    "failed 4 of 4 on patched, passed 4 of 4 on base: a regression; chance of this if both sides were equal: 1 in 70",
  );
  t.deepEqual(said.regressions[0]?.counts, { base: { passed: 4, failed: 0 }, patched: { passed: 0, failed: 4 } });
});

test("flaky on patched and steady on base: newly flaky, exit 1", (t) => {
  const said = judged("PPPPPPP", "FPFP");
  t.deepEqual([said.conclusion, said.exitCode, said.regressions[0]?.flaky], ["fail", 1, true]);
  t.is(
    said.regressions[0]?.evidence,
    "failed 2 of 4 on patched, passed 7 of 7 on base: newly flaky; chance of this if both sides were equal: 1 in 9.2",
  );
  t.regex(said.sentence, /1 spec passes on base and is flaky on patched/);
});

test("flaky on both sides: flaky, which is no pass of the spec and no failure of the series", (t) => {
  const said = judged("PPFPPPF", "FPPF");
  t.deepEqual([said.conclusion, said.exitCode], ["pass", 0]);
  t.deepEqual([said.regressions, said.knownFailures, said.fixes], [[], [], []]);
  t.regex(said.flaky?.[0]?.evidence ?? "", /^failed 2 of 4 on patched, failed 2 of 7 on base: flaky; chance of this/);
  t.regex(said.sentence, /1 spec is flaky/);
});

test("flaky on base and never right on patched is worse, if that is no accident", (t) => {
  t.is(judged("PPFPPPP", "FFFF").regressions.length, 1);
  t.regex(judged("PPFPPPP", "FFFF").regressions[0]?.evidence ?? "", /: flaky before, worse now; .*: 1 in 66$/);
  t.is(judged("PFFP", "FF").regressions.length, 0);
});

test("a flaky spec of a driver that base does not have fails the series", (t) => {
  const said = judged("", "FPPF");
  t.deepEqual([said.conclusion, said.exitCode, said.failures[0]?.flaky], ["fail", 1, true]);
  t.is(said.failures[0]?.evidence, "failed 2 of 4 on patched, not applicable on base: flaky");
  t.regex(said.sentence, /1 spec fails on patched \(1 of them flaky\)/);
});

test("what base fails now and then and patched passes is no fix", (t) => {
  const said = judged("FP", "P");
  t.deepEqual([said.fixes, said.knownFailures, said.conclusion], [[], [], "pass"]);
});

test("a repetition that could not be run says nothing", (t) => {
  const said = judged("PMMM", "FMMM");
  t.is(said.regressions.length, 1);
  t.is(said.regressions[0]?.evidence, undefined);
});

test("a known failure is no regression, and shows its reason", (t) => {
  const said = judged("P", "F", { known: [known] });
  t.deepEqual([said.conclusion, said.exitCode, said.regressions], ["pass", 0, []]);
  t.deepEqual(said.knownFailures[0]?.known, known);
  t.regex(said.sentence, /1 spec is a known failure/);
});

test("a known failure of other cells is none of this one's", (t) => {
  t.is(judged("P", "F", { known: [{ ...known, cell: "e1000e" }] }).regressions.length, 1);
  t.is(judged("P", "F", { known: [{ ...known, cell: "/^patched.igb/" }] }).regressions.length, 0);
});

test("a known failure that passes now is named; one that did not run is not", (t) => {
  t.deepEqual(judged("P", "P", { known: [known, { ...known, spec: "other" }] }).passesNow, [known]);
  t.is(judged("P", "FPPP", { known: [known] }).passesNow, undefined);
});

test("base alone: what is known fails nothing", (t) => {
  t.is(judged("F", "", { known: [known] }).exitCode, 0);
  t.is(judged("F", "").exitCode, 1);
  t.is(judged("FP", "").exitCode, 1);
});

for (const [base, patched, odds] of [
  [{ passed: 4, failed: 0 }, { passed: 0, failed: 4 }, 70],
  [{ passed: 1, failed: 0 }, { passed: 0, failed: 1 }, 2],
  [{ passed: 7, failed: 0 }, { passed: 2, failed: 2 }, 55 / 6],
] as const)
  test(`${patched.failed} failures of ${patched.passed + patched.failed} against ${base.passed} passes: 1 in ${odds.toFixed(1)}`, (t) => {
    t.true(Math.abs(1 / chanceIfAlike(base, patched) - odds) < 1e-9);
  });

test("odds are said as people say them", (t) => {
  t.deepEqual([1 / 70, 0.5, 0.9, 1e-9, 1 / 12345].map(chanceText), [
    "1 in 70",
    "1 in 2",
    "1 in 1.1",
    "less than 1 in 1,000,000",
    "1 in 12,345",
  ]);
});
