// SPDX-License-Identifier: GPL-2.0-only
// What a review says, beside what the run found.
import { configurationName, type Outcome, type Result, type ReviewRemark, type RunRecord } from "../record/model.ts";
import { outcomes } from "./words.ts";

/** `drivers/uio/uio.c:93` */
export function remarkLocation({ file, line }: ReviewRemark): string {
  return file === undefined ? "the commit message" : `${file}:${line}`;
}

/**
 * The patched side's results that bear on a remark: those of specs that are about what is called in the code above it,
 * and those in which the kernel blames the function that it is in. Which others do nobody can know.
 */
export function outcomesOn({ results }: RunRecord, { function: name, specs = [] }: ReviewRemark): Result[] {
  return results.filter(
    ({ side, outcome, spec, splats }) =>
      side === "patched" &&
      outcome !== "SKIP" &&
      (specs.includes(spec) || (name !== undefined && splats.some(({ at }) => at === name))),
  );
}

/** Equal outcomes of one spec on several machines. */
export interface Bearing {
  readonly spec: string;
  readonly outcome: Outcome;
  readonly machines: readonly string[];
  readonly reason: string | undefined;
}

/** The same by spec and outcome, worst first. */
export function bearingsOn(record: RunRecord, remark: ReviewRemark): readonly Bearing[] {
  const groups = new Map<string, Bearing>();
  for (const result of outcomesOn(record, remark)) {
    const { spec, outcome, reason } = result;
    const key = `${outcome}\n${spec}`;
    const machines = groups.get(key)?.machines ?? [];
    const machine = configurationName(result);
    const all = machines.includes(machine) ? machines : [...machines, machine];
    groups.set(key, { spec, outcome, machines: all, reason: groups.get(key)?.reason ?? reason });
  }
  return [...groups.values()].sort((a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome));
}

/** What is said of a remark that no outcome bears on. */
export function silenceOn({ specs = [] }: ReviewRemark): string {
  return specs.length === 0 ? "No spec covers this." : `Not run: ${specs.join("; ")}.`;
}
