// SPDX-License-Identifier: GPL-2.0-only
// Results of specs against a patch → whether it was seen. Pure.
import type { Result } from "../../record/model.ts";
import type { Seen } from "../../record/trial.ts";

/** A kill as the record has it. */
export interface Kill {
  readonly spec: string;
  /** The spec that ran it, of a test that is somebody else's. */
  readonly parent?: string;
  readonly cell: string;
  readonly how: Seen;
  readonly why: string;
  /** The kernel said something that no busy host makes it say. */
  readonly sure: boolean;
}

/** What a kernel also says if its machine gets no time to run. */
const starved = ["rcu-stall", "lockup", "hung-task"];

/** The first result that kills: a FAIL of a spec that passes without a mutant. */
export function killIn(results: readonly Result[], passes: (result: Result) => boolean): Kill | undefined {
  const found = results.find((result) => result.outcome === "FAIL" && passes(result));
  if (found === undefined) return undefined;
  const { spec, parent, cell, reason = "", splats } = found;
  const sure = splats.some(({ kind }) => !starved.includes(kind));
  return { spec, ...(parent === undefined ? {} : { parent }), cell, how: howKilled(found), why: reason, sure };
}

/** Whether the kernel complained, or the driver did something else than it should. */
export function howKilled({ splats, cause, detail }: Pick<Result, "splats" | "cause" | "detail">): Kill["how"] {
  if (cause === "hang" || cause === "panic") return "death";
  if (splats.length === 0) return "behaviour";
  // The body of the spec threw as well: it would have failed with a silent kernel, too.
  return detail === undefined ? "splat" : "both";
}
