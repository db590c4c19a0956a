// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { killRatesBy, mutationExitCode, score, type GeneratedPlace, type MutantRecord } from "./mutation.ts";

/** A generated mutant. */
function mutant(status: MutantRecord["status"], more: Partial<GeneratedPlace> = {}): MutantRecord {
  const generated = { operator: "call", file: "a.c", function: "f", line: 3, diff: "", cells: [], ...more };
  return { name: "a", breaks: "it", status, why: "", ran: 1, seconds: 1, generated };
}

test("what does not build or changes nothing is said, and not counted", (t) => {
  const mutants = (["killed", "killed", "killed", "survived", "unbuilt", "unchanged", "unchanged"] as const).map(
    (one) => mutant(one),
  );
  t.is(
    score(mutants),
    "3 of 4 mutants killed (75 %), 1 survived; not counted: 1 that the compiler refuses, 2 that change nothing in the binary",
  );
  t.is(mutationExitCode({ mutants, broken: [] }), 1);
  t.is(mutationExitCode({ mutants: [mutant("killed"), mutant("unbuilt")], broken: [] }), 0);
  t.is(mutationExitCode({ mutants: [mutant("unbuilt"), mutant("unchanged")], broken: [] }), 3);
});

test("of survivors it is said where no spec gets to", (t) => {
  const mutants = [mutant("killed"), mutant("survived", { reached: false }), mutant("survived", { reached: true })];
  t.is(score(mutants), "1 of 3 mutants killed (33 %), 2 survived (1 where no spec gets to)");
});

test("kill rates by operator, the worst first", (t) => {
  const mutants = [
    ...[mutant("killed"), mutant("killed", { operator: "goto" }), mutant("survived", { operator: "goto" })],
    ...[mutant("unbuilt", { operator: "errno" })],
  ];
  t.deepEqual(
    killRatesBy(mutants, ({ operator }) => operator),
    ["goto: 1 of 2 mutants killed (50 %)", "call: 1 of 1 mutants killed (100 %)"],
  );
});
