// SPDX-License-Identifier: GPL-2.0-only
// Results of a cell's specs that needed no machine for them.
import type { CellSpec } from "../../lab/matrix.ts";
import { SplatError } from "../guest/complaint.ts";
import { errorCause, errorMessage, isBlamed } from "../host/errors.ts";
import type { Result } from "../record/model.ts";
import { pickConfiguration } from "../record/result.ts";
import { reproduceLine } from "../spec/reproduce.ts";
import type { CellContext } from "./cell-context.ts";
import type { PlannedCell } from "./plan.ts";

/** No spec of a cell whose machine does not come up can run: the kernel's fault is FAIL, the lab's is MISS. */
export function reportDeadCell(
  planned: PlannedCell,
  run: Pick<CellContext, "emit" | "reproduce" | "round">,
  error: unknown,
): void {
  const { cell } = planned;
  const failure = errorMessage(error);
  const blame = isBlamed(error) ? error.blame : "lab";
  const outcome = blame === "kernel" ? "FAIL" : "MISS";
  const detail = isBlamed(error) && error.output !== undefined ? { detail: error.output } : {};
  const splats = error instanceof SplatError ? [...error.splats] : [];
  const cause = errorCause(error);
  run.emit({ type: "cell", source: "lab", cell: cell.id, record: { ...cell, failure, blame, cause } });
  for (const { planned: spec, skip } of planned.specs) {
    if (skip !== undefined) continue;
    const reproduce = reproduceLine({ cell, reproduce: run.reproduce }, spec.id);
    run.emit(resultEvent(cell, run, { spec: spec.id, outcome, reason: failure, cause, splats, ...detail, reproduce }));
  }
}

/** Says how a spec of a cell ended that needed no machine for it. */
export function reportSpec(
  cell: CellSpec,
  run: Pick<CellContext, "emit" | "reproduce" | "round">,
  found: Pick<Result, "spec" | "outcome"> & Partial<Result>,
): void {
  const reproduce = reproduceLine({ cell, reproduce: run.reproduce }, found.spec);
  run.emit(resultEvent(cell, run, { ...found, reproduce }));
}

export function resultEvent(
  cell: CellSpec,
  { round }: Pick<CellContext, "round">,
  found: Pick<Result, "spec" | "outcome"> & Partial<Result>,
) {
  const { id, side } = cell;
  const result: Result = {
    ...{ cell: id, side, ...pickConfiguration(cell), seconds: 0, splats: [], expected: [], facts: {} },
    ...(round === undefined ? {} : { round }),
    ...found,
  };
  return { type: "result", source: "spec", cell: id, result } as const;
}
