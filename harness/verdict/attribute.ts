// SPDX-License-Identifier: GPL-2.0-only
// Whose fault a MISS is, where base can tell: the same machine, the same lab, and another kernel.
import type { Result } from "../record/model.ts";
import { baseConfiguration, configurationName } from "../record/result.ts";

const specKey = (spec: string, place: string): string => JSON.stringify([spec, place]);

/** Specs that passed on base, each time that they ran there, by where that was. */
function soundOnBase(results: readonly Result[]): ReadonlySet<string> {
  const base = results.filter(({ side }) => side === "base");
  const keys = (of: readonly Result[]): string[] => of.map((one) => specKey(one.spec, configurationName(one)));
  const unsound = new Set(keys(base.filter(({ outcome }) => outcome !== "PASS")));
  return new Set(keys(base.filter(({ outcome }) => outcome === "PASS")).filter((key) => !unsound.has(key)));
}

/**
 * A machine that is not what its cell says on patched, and is on base, was changed by the series: that is a failure of
 * the kernel's. Where base cannot tell, or says the same, it stays the lab's.
 */
export function attribute(results: readonly Result[], all: readonly Result[] = results): Result[] {
  const sound = soundOnBase(all);
  return results.map((one) => {
    const { spec, side, outcome, cause, reason = "" } = one;
    if (side !== "patched" || outcome !== "MISS" || cause !== "proof") return one;
    if (!sound.has(specKey(spec, configurationName(baseConfiguration(one))))) return one;
    return { ...one, outcome: "FAIL", reason: `with the series only: ${reason}` };
  });
}
