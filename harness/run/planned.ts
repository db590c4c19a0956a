// SPDX-License-Identifier: GPL-2.0-only
import { flavourFacts } from "../../lab/flavour.ts";
import type { PlannedCell } from "./plan.ts";

/**
 * Base first, behind the parts of cells that are open (shards.ts); then what takes longest, so that at the end no CPU has
 * nothing to do while one machine still runs.
 */
export function cellWeight({ cell, specs }: PlannedCell): number {
  if (cell.side === "base") return Number.MAX_VALUE;
  return flavourFacts[cell.flavour].timeoutScale * specs.filter(({ skip }) => skip === undefined).length;
}

/** A cell none of whose specs is run, for a reason; without one the cell as it is. */
export function skipped(planned: PlannedCell, why: string | undefined): PlannedCell {
  if (why === undefined) return planned;
  return { ...planned, specs: planned.specs.map((one) => ({ ...one, skip: one.skip ?? why })) };
}

/** Whether a spec that is run in one of these cells asks for programs of the userland volume. */
export function asksUserland(planned: readonly PlannedCell[]): boolean {
  return planned.some(({ specs }) =>
    specs.some(({ planned: { spec }, skip }) => skip === undefined && spec.needs.userland !== undefined),
  );
}
