// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Candidate } from "./candidates.ts";
import type { OperatorName } from "./operators.ts";
import { takeSample } from "./sample.ts";

const names: readonly OperatorName[] = ["condition", "call", "assignment", "goto"];

/** So many functions of a file, each with so many lines that each operator can change. */
function candidates(file: string, functions: number, lines: number): readonly Candidate[] {
  return Array.from({ length: functions }, (_, at) => at).flatMap((at) =>
    Array.from({ length: lines }, (_, line) => at * 100 + line).flatMap((line) =>
      names.map((operator) => ({
        ...{ file, function: `${file}_${at}`, operator, line, endLine: line, what: `${operator} changed`, edits: [] },
      })),
    ),
  );
}

/** How many of a sample have each value of a property. */
function countBy(sample: readonly Candidate[], property: (one: Candidate) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of sample) counts[property(one)] = (counts[property(one)] ?? 0) + 1;
  return counts;
}

const all = [...candidates("main", 30, 8), ...candidates("ptp", 10, 3)];

test("the same seed and source give the same sample, another seed another", (t) => {
  const sample = takeSample(all, 20, 7);
  t.deepEqual(takeSample(all, 20, 7), sample);
  t.notDeepEqual(takeSample(all, 20, 8), sample);
  t.deepEqual(takeSample(all, 30, 7).slice(0, 20), sample, "a larger one goes on from it");
});

test("lines that move change nothing", (t) => {
  const moved = all.map((one) => ({ ...one, line: one.line + 3, endLine: one.endLine + 3 }));
  t.deepEqual(
    takeSample(moved, 20, 7).map(({ line }) => line - 3),
    takeSample(all, 20, 7).map(({ line }) => line),
  );
});

test("no function has a second before each has one, nor a third before each has two", (t) => {
  const perFunction = (count: number): readonly number[] =>
    Object.values(countBy(takeSample(all, count, 7), (one) => one.function));
  t.deepEqual([perFunction(40).length, Math.max(...perFunction(40))], [40, 1]);
  t.deepEqual([Math.max(...perFunction(41)), Math.max(...perFunction(80)), Math.min(...perFunction(80))], [2, 2, 2]);
});

test("files have shares as they have functions, and each is there from the start", (t) => {
  t.deepEqual(
    countBy(takeSample(all, 20, 7), ({ file }) => file),
    { main: 15, ptp: 5 },
  );
  t.is(Object.keys(countBy(takeSample(all, 2, 7), ({ file }) => file)).length, 2);
});

test("operators are used alike, and lines of a function once", (t) => {
  const sample = takeSample(all, 80, 7);
  t.deepEqual(
    countBy(sample, ({ operator }) => operator),
    { condition: 20, call: 20, assignment: 20, goto: 20 },
  );
  t.deepEqual(new Set(Object.values(countBy(sample, ({ file, line }) => `${file} ${line}`))), new Set([1]));
});

test("all there are, each once, if more are asked for", (t) => {
  const sample = takeSample(all, 10_000, 7);
  t.is(sample.length, all.length);
  t.is(new Set(sample).size, all.length);
});
