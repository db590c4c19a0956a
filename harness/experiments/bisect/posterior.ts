// SPDX-License-Identifier: GPL-2.0-only
// Which suspect broke a spec, judged from runs that may lie: a sound kernel fails now and then, a broken one passes now
// and then. Nothing is known of either rate but that the broken one's is higher; both are integrated out. Pure.

/** How often a spec passed and failed at one point. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Suspects, and points at which a kernel can be tried. A point is named by the suspect that it ends with. */
export interface History {
  readonly count: number;
  /** Whether the kernel of a point has a suspect in it. */
  contains(point: number, suspect: number): boolean;
}

/** The kernel before the first suspect. The last one's point holds all of them: it is the bad end. */
export const goodEnd = -1;

/** What was seen so far, point by point. */
export type Seen = ReadonlyMap<number, Counts>;

/** One patch after another. */
export function linear(count: number): History {
  return { count, contains: (point, suspect) => suspect <= point };
}

const logFactorials: number[] = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i));
  return logFactorials[n] ?? 0;
}

/** The logarithm of Euler's beta function, of whole numbers. */
function logBeta(a: number, b: number): number {
  return logFactorial(a - 1) + logFactorial(b - 1) - logFactorial(a + b - 1);
}

/**
 * The probability that failures are more frequent on the bad side than on the good one, both rates being unknown
 * (uniform) before: a finite sum, since the counts are whole numbers.
 */
export function chanceOfDifference(good: Counts, bad: Counts): number {
  const [a0, b0, a1, b1] = [good.failed + 1, good.passed + 1, bad.failed + 1, bad.passed + 1];
  let term = Math.exp(logBeta(a0, b0 + b1) - logBeta(a0, b0));
  let chance = 0;
  for (let i = 0; i < a1; i++) {
    chance += term;
    term *= ((a0 + i) / (a0 + i + b0 + b1)) * ((b1 + i) / (1 + i));
  }
  return Math.min(1, chance);
}

/** How likely counts are, if what is `good` fails at one rate, and what is `bad` at another, higher one. */
function logLikelihood(good: Counts, bad: Counts): number {
  const rates = logBeta(good.failed + 1, good.passed + 1) + logBeta(bad.failed + 1, bad.passed + 1);
  return rates + Math.log(Math.max(chanceOfDifference(good, bad), Number.MIN_VALUE));
}

/** What was seen with a suspect in the kernel, and without it. */
export function split(history: History, seen: Seen, suspect: number): { readonly good: Counts; readonly bad: Counts } {
  const sums = { good: { passed: 0, failed: 0 }, bad: { passed: 0, failed: 0 } };
  for (const [point, { passed, failed }] of seen) {
    const side = point !== goodEnd && history.contains(point, suspect) ? sums.bad : sums.good;
    side.passed += passed;
    side.failed += failed;
  }
  return sums;
}

/** The probability of each suspect to be the one that broke it; before anything was seen all are alike. */
export function posterior(history: History, seen: Seen): number[] {
  const logs = Array.from({ length: history.count }, (_, suspect) => {
    const { good, bad } = split(history, seen, suspect);
    return logLikelihood(good, bad);
  });
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** The probability that the kernel of a point has the guilty one in it. */
export function guiltProbability(history: History, probabilities: readonly number[], point: number): number {
  return probabilities.reduce((sum, one, suspect) => sum + (history.contains(point, suspect) ? one : 0), 0);
}
