// SPDX-License-Identifier: GPL-2.0-only
// One defect shows in many specs and cells: the same splat, said once.
import { splatName, type Result, type Side, type Splat } from "../record/model.ts";

/** A splat and the results that have it. */
export interface SplatGroup {
  /** The first of them. */
  readonly splat: Splat;
  readonly name: string;
  readonly times: number;
  /** The results that have it, each once, in the order of the run. */
  readonly results: readonly Result[];
}

/** The undeclared splats of a run, those that are equal by fingerprint together, the most frequent first. */
export function groupSplats(results: readonly Result[]): SplatGroup[] {
  const groups = new Map<string, { splat: Splat; times: number; results: Set<Result> }>();
  for (const result of results)
    for (const splat of result.splats) {
      const key = splat.fingerprint ?? `${splat.kind} ${splatName(splat)}`;
      const group = groups.get(key) ?? { splat, times: 0, results: new Set<Result>() };
      groups.set(key, group);
      group.times++;
      group.results.add(result);
    }
  return [...groups.values()]
    .map(({ splat, times, results: all }) => ({ splat, name: splatName(splat), times, results: [...all] }))
    .sort((a, b) => b.times - a.times);
}

/** `patched, in 3 specs`: on which side, and how widely. */
export function spreadText({ results }: SplatGroup): string {
  const sides: Side[] = ["base", "patched"];
  const on = sides.filter((side) => results.some((one) => one.side === side)).join(" and ");
  const specs = [...new Set(results.map(({ spec }) => spec))];
  const cells = new Set(results.map(({ cell }) => cell)).size;
  const where = specs.length === 1 ? (specs[0] ?? "") : `${specs.length} specs`;
  return `${on}, in ${where}${cells > 1 ? `, ${cells} cells` : ""}`;
}
