// SPDX-License-Identifier: GPL-2.0-only
import type { CellSpec } from "../../lab/matrix.ts";
import type { Emit } from "../record/model.ts";

/** Does a timed piece of work on a cell: its beginning and its end are events, also when it fails. */
export async function inStage<T>(stage: string, cell: CellSpec, emit: Emit, work: () => Promise<T>): Promise<T> {
  const about = { stage, subject: cell.id };
  const startedAt = Date.now();
  emit({ type: "stage-start", source: "lab", cell: cell.id, ...about });
  let ok = false;
  try {
    const result = await work();
    ok = true;
    return result;
  } finally {
    const seconds = (Date.now() - startedAt) / 1000;
    const record = { ...about, startedAt, seconds, cached: false, ok };
    emit({ type: "stage-end", source: "lab", cell: cell.id, record });
  }
}
