// SPDX-License-Identifier: GPL-2.0-only
import type { PlannedCell } from "./plan.ts";

/** Which times a run of so many rounds runs a cell; once is no round. */
export function listRounds(repeat: number): readonly { readonly round?: number }[] {
  return repeat === 1 ? [{}] : Array.from({ length: repeat }, (_, index) => ({ round: index + 1 }));
}

/** A plan as the record has it. */
export function planRecord(plan: readonly PlannedCell[], repeat = 1) {
  return {
    cells: plan.map(({ cell }) => cell),
    jobs: listRounds(repeat).flatMap((round) =>
      plan.flatMap(({ cell, specs }) =>
        specs.map(({ planned, skip }) => ({
          cell: cell.id,
          spec: planned.id,
          ...round,
          ...(skip === undefined ? {} : { skip }),
        })),
      ),
    ),
  };
}
