// SPDX-License-Identifier: GPL-2.0-only
// How often a spec passed and failed on each side, and what that is worth. Pure.
import type { Comparison, Counts, Result } from "../record/model.ts";
import { baseConfiguration, configurationName } from "../record/result.ts";

/** How likely it may be that both sides are alike for a failure to count as the series', if base fails now and then. */
const alike = 0.05;

const none: Counts = { passed: 0, failed: 0 };
const sum = ({ passed, failed }: Counts): number => passed + failed;

/** How often each spec passed and failed in each cell. */
export class Evidence {
  readonly #counts = new Map<string, Counts>();

  constructor(results: readonly Result[]) {
    for (const { spec, cell, outcome } of results) {
      const key = JSON.stringify([spec, cell]);
      const { passed, failed } = this.#counts.get(key) ?? none;
      if (outcome === "PASS") this.#counts.set(key, { passed: passed + 1, failed });
      if (outcome === "FAIL") this.#counts.set(key, { passed, failed: failed + 1 });
    }
  }

  /** A comparison with its counts, if it failed and ran more than once on a side. */
  of(row: Comparison): Comparison {
    const on = (cell: string): Counts | undefined => this.#counts.get(JSON.stringify([row.spec, cell]));
    const [base, patched] = [
      on(`base/${configurationName(baseConfiguration(row))}`),
      on(`patched/${configurationName(row)}`),
    ];
    if ((base?.failed ?? 0) + (patched?.failed ?? 0) === 0) return row;
    if (sum(base ?? none) < 2 && sum(patched ?? none) < 2) return row;
    const counts = { ...(base === undefined ? {} : { base }), ...(patched === undefined ? {} : { patched }) };
    const flaky = isMixed(base) || isMixed(patched);
    const found = { ...row, counts, ...(flaky ? { flaky } : {}) };
    return { ...found, evidence: evidenceText(found) };
  }
}

/** Passed and failed. */
export function isMixed(counts: Counts | undefined): boolean {
  return counts !== undefined && counts.passed > 0 && counts.failed > 0;
}

/**
 * Whether a spec that base fails now and then has got worse: it never passes on patched, and that is no accident.
 * Everything else that base fails now and then is as flaky as it was.
 */
export function isWorse({ base, patched }: NonNullable<Comparison["counts"]>): boolean {
  if (base === undefined || patched === undefined) return false;
  return patched.passed === 0 && patched.failed > 0 && chanceIfAlike(base, patched) <= alike;
}

/**
 * The chance that so many of the failures, or more, fall on patched, if it makes no difference to a run on which side
 * it is: Fisher's exact test, one-sided.
 */
export function chanceIfAlike(base: Counts, patched: Counts): number {
  const failed = base.failed + patched.failed;
  const total = sum(base) + sum(patched);
  let chance = 0;
  for (let on = patched.failed; on <= Math.min(failed, sum(patched)); on++)
    chance += Math.exp(logChoose(sum(patched), on) + logChoose(sum(base), failed - on) - logChoose(total, failed));
  return Math.min(1, chance);
}

function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  let log = 0;
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i);
  return log;
}

/** `1 in 70`. */
export function chanceText(chance: number): string {
  if (chance < 1e-6) return "less than 1 in 1,000,000";
  const odds = 1 / chance;
  return `1 in ${odds < 9.5 && Math.abs(odds - Math.round(odds)) > 0.05 ? odds.toFixed(1) : Math.round(odds).toLocaleString("en")}`;
}

const failedText = (counts: Counts, side: string): string => `failed ${counts.failed} of ${sum(counts)} on ${side}`;

function onBase(base: Counts): string {
  return base.failed === 0 ? `passed ${base.passed} of ${base.passed} on base` : failedText(base, "base");
}

/** `failed 4 of 4 on patched, passed 4 of 4 on base: a regression; chance of this if both sides were equal: 1 in 70`. */
export function evidenceText({ counts = {} }: Comparison): string {
  const { base = none, patched = none } = counts;
  const word = wordFor(base, patched);
  if (sum(base) === 0) return `${failedText(patched, "patched")}, not applicable on base${word}`;
  if (sum(patched) === 0) return `${onBase(base)}${word}`;
  const found =
    patched.failed === 0 ? `passed ${patched.passed} of ${patched.passed} on patched` : failedText(patched, "patched");
  const told = `${found}, ${onBase(base)}${word}`;
  if (patched.failed === 0 || (base.passed === 0 && patched.passed === 0)) return told;
  return `${told}; chance of this if both sides were equal: ${chanceText(chanceIfAlike(base, patched))}`;
}

function wordFor(base: Counts, patched: Counts): string {
  if (isMixed(base)) return isWorse({ base, patched }) ? ": flaky before, worse now" : ": flaky";
  if (isMixed(patched)) return base.passed > 0 ? ": newly flaky" : ": flaky";
  return base.passed > 0 && patched.failed > 0 ? ": a regression" : "";
}
