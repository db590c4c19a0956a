// SPDX-License-Identifier: GPL-2.0-only
// Results side by side: what a spec came to on base, and what on patched.
import type { Comparison } from "./comparison.ts";
import { baseConfiguration, configurationName, pickConfiguration, type Outcome, type Result } from "./result.ts";

// Where one spec ran more than once in a cell, its worst outcome counts: KCIDB's order.
const worstFirst: readonly Outcome[] = ["FAIL", "ERROR", "MISS", "PASS", "DONE", "SKIP"];

/** The worse of two outcomes of one spec. */
export function worse(a: Outcome, b: Outcome): Outcome {
  return worstFirst.indexOf(a) <= worstFirst.indexOf(b) ? a : b;
}

/** One line a spec and machine, with both sides' outcomes. */
export function compare(results: readonly Result[]): Comparison[] {
  const rows = new Map<string, Comparison>();
  for (const one of results) {
    const { spec, side, outcome } = one;
    const key = JSON.stringify([spec, configurationName(one)]);
    const row = rows.get(key) ?? { spec, ...pickConfiguration(one) };
    rows.set(key, { ...row, [side]: row[side] === undefined ? outcome : worse(row[side], outcome) });
  }
  return [...rows.values()].map((row) => {
    const base = rows.get(JSON.stringify([row.spec, configurationName(baseConfiguration(row))]))?.base;
    return base === undefined ? row : { ...row, base };
  });
}
