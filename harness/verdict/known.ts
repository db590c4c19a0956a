// SPDX-License-Identifier: GPL-2.0-only
// Failures that are known, and listed with their reason: which of a run's are among them, and which are no more. Pure.
import { compilePattern } from "../host/pattern.ts";
import type { Comparison, KnownFailure, Result } from "../record/model.ts";
import { configurationName } from "../record/result.ts";

function isAbout({ spec, cell }: KnownFailure, of: { readonly spec: string; readonly cell: string }): boolean {
  return compilePattern(spec)(of.spec) && compilePattern(cell)(of.cell);
}

/** The entry of a failure that is known; undefined for what does not fail on the side that counts. */
export function findKnownFailure(row: Comparison, known: readonly KnownFailure[]): KnownFailure | undefined {
  const side = row.patched === undefined ? "base" : "patched";
  if (row[side] !== "FAIL") return undefined;
  return known.find((entry) => isAbout(entry, { spec: row.spec, cell: `${side}/${configurationName(row)}` }));
}

/** The entries whose specs ran and passed each time: who reads that removes them. */
export function passesNow(results: readonly Result[], known: readonly KnownFailure[]): KnownFailure[] {
  return known.filter((entry) => {
    const ran = results.filter((one) => isAbout(entry, one) && (one.outcome === "PASS" || one.outcome === "FAIL"));
    return ran.length > 0 && ran.every(({ outcome }) => outcome === "PASS");
  });
}
