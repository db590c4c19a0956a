// SPDX-License-Identifier: GPL-2.0-only
// A spec that fails for one reason on thirty machines is one thing to look at, not thirty.
import { splatName, type Result, type RunRecord } from "../../record/model.ts";
import { findVerdictRow } from "../evidence.ts";
import { troubles } from "../words.ts";

/** Results of one spec on one side that failed in the same way. */
export interface TroubleGroup {
  /** `f3`: the anchor of its card. */
  readonly id: string;
  /** `regressions`, …: what the verdict makes of them. */
  readonly group: string | undefined;
  readonly first: Result;
  readonly results: readonly Result[];
}

/** What failed, without what differs from machine to machine. */
function failureKey({ splats, reason }: Result): string {
  const [splat] = splats;
  if (splat !== undefined) return splat.fingerprint ?? splatName(splat);
  return (reason ?? "").split("\n")[0] ?? "";
}

/** What the series broke comes before what it did not make better. */
const order = ["regressions", "failures", "unknown", "flaky", undefined, "knownFailures", "fixes"];

/** All that somebody has to look at: patched before base, regressions first, then the worst. */
export function troubleGroups(record: RunRecord): TroubleGroup[] {
  const groups = new Map<string, { group: string | undefined; first: Result; results: Result[] }>();
  for (const result of troubles(record)) {
    const group = findVerdictRow(record, result)?.group;
    const key = [result.spec, result.side, result.outcome, group, failureKey(result)].join("\n");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { group, first: result, results: [result] });
    else known.results.push(result);
  }
  const rank = ({ group, first }: { group: string | undefined; first: Result }): number =>
    order.indexOf(group) + (first.side === "patched" ? 0 : order.length);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b)).map((one, i) => ({ id: `f${i}`, ...one }));
}
