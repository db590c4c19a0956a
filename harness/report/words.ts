// SPDX-License-Identifier: GPL-2.0-only
// Small pieces of text that every report uses, so that all say the same in the same words.
import {
  configurationName,
  pickConfiguration,
  type Comparison,
  type Outcome,
  type Configuration,
  type Result,
  type RunRecord,
  type Side,
} from "../record/model.ts";

/** Worst first, as in KCIDB; every report counts in this order. */
export const outcomes: readonly Outcome[] = ["FAIL", "ERROR", "MISS", "PASS", "DONE", "SKIP"];

/** One character an outcome: readable without colour. */
export const glyphs: Readonly<Record<Outcome, string>> = {
  PASS: "✓",
  FAIL: "✗",
  ERROR: "!",
  MISS: "?",
  SKIP: "–",
  DONE: "•",
};

/** `0.4 s`, `12 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

/** `1 spec`, `2 specs`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** How many results have each outcome. */
export function countOutcomes(results: readonly Pick<Result, "outcome">[]): Record<Outcome, number> {
  const counts = { PASS: 0, FAIL: 0, SKIP: 0, ERROR: 0, MISS: 0, DONE: 0 };
  for (const { outcome } of results) counts[outcome]++;
  return counts;
}

/** `58 PASS, 2 FAIL`: only what there is, worst first. */
export function countsText(results: readonly Pick<Result, "outcome">[]): string {
  const counts = countOutcomes(results);
  const parts = outcomes.filter((one) => counts[one] > 0).map((one) => `${counts[one]} ${one}`);
  return parts.length === 0 ? "no results" : parts.join(", ");
}

/** The machines of a run, in the order in which they were planned. */
export function listMachines(record: RunRecord): Configuration[] {
  const machines = new Map(
    [...record.cells, ...record.results].map((one) => [configurationName(one), pickConfiguration(one)]),
  );
  return [...machines.values()];
}

/** Results that are counted together, and what they are of: a side, in a run of several versions on one of them. */
export function shares(
  record: RunRecord,
): { readonly name: string; readonly side: Side; readonly results: Result[] }[] {
  const kernels = [...new Set([...record.cells, ...record.results].map(({ kernel }) => kernel))];
  return kernels
    .flatMap((kernel) => sides.map((side) => ({ kernel, side })))
    .map(({ kernel, side }) => ({
      side,
      name: kernel === undefined ? side : `${side} ${kernel}`,
      results: record.results.filter((one) => one.side === side && one.kernel === kernel),
    }))
    .filter(({ results }) => results.length > 0);
}

const sides: readonly Side[] = ["base", "patched"];

/** The result of a comparison's patched side, else of its base side. */
export function findResult(record: RunRecord, row: Comparison): Result | undefined {
  const same = record.results.filter(
    (one) => one.spec === row.spec && configurationName(one) === configurationName(row),
  );
  return same.find(({ side }) => side === "patched") ?? same[0];
}

/** Results that somebody has to look at: FAIL, ERROR, MISS; those on patched first, then worst first. */
export function troubles(record: RunRecord): Result[] {
  const rank = (result: Result): number => outcomes.indexOf(result.outcome) + (result.side === "patched" ? 0 : 10);
  return record.results
    .filter(({ outcome }) => outcome === "FAIL" || outcome === "ERROR" || outcome === "MISS")
    .sort((a, b) => rank(a) - rank(b));
}

/** Wall-clock seconds of a run: from its first to its last known moment. */
export function wallSeconds(record: RunRecord): number {
  const start = Date.parse(record.startedAt);
  const ends = record.stages.map(({ startedAt, seconds }) => startedAt + seconds * 1000);
  const end = record.finishedAt === undefined ? Math.max(start, ...ends) : Date.parse(record.finishedAt);
  return Math.max(0, (end - start) / 1000);
}
