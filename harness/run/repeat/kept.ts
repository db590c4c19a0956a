// SPDX-License-Identifier: GPL-2.0-only
// A cell that has run, and its specs run again by themselves: in machines restored from the snapshot that it began with.
import { existsSync } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { CellSpec } from "../../../lab/matrix.ts";
import { bootLog, cellFolder } from "../boot.ts";
import type { SpecBundle } from "../bundle.ts";
import { bootAndKeep } from "../cell.ts";
import { runAva } from "../ava.ts";
import type { CellContext } from "../cell-context.ts";
import type { PlannedCell } from "../plan.ts";
import { inStage } from "../stage.ts";

/** A cell after its specs have run. */
export interface KeptCell {
  readonly planned: PlannedCell;
  readonly cellContext: CellContext;
  readonly bundle: SpecBundle;
  /** Its snapshot's file, which may be gone; undefined where QEMU cannot keep the machine. */
  readonly snapshot: string | undefined;
  /** Whether each of its specs passed. */
  readonly clean: boolean;
}

/** Snapshots that are kept at once: a machine's memory each. What is gone is booted again. */
const mostSnapshots = 16;

/** The cells of a run that may be needed again. */
export class KeptCells {
  readonly #cells = new Map<string, KeptCell>();
  readonly #clean = new Set<string>();

  /** Keeps a cell. Where patched passed nothing is run again, on neither side: the snapshots go at once. */
  async keep(cell: KeptCell): Promise<void> {
    const { id } = cell.planned.cell;
    if (!this.#cells.has(id)) this.#cells.set(id, cell);
    const other = id.replace(/^patched/, "base");
    if (cell.clean && other !== id) {
      this.#clean.add(other);
      await forget(this.#cells.get(other));
    }
    const useless = cell.clean && (other !== id || this.#clean.has(id));
    if (useless || this.#cells.get(id) !== cell || this.#held() > mostSnapshots) await forget(cell);
  }

  #held(): number {
    return [...this.#cells.values()].filter(({ snapshot }) => snapshot !== undefined && existsSync(snapshot)).length;
  }

  get(id: string): KeptCell | undefined {
    return this.#cells.get(id);
  }
}

async function forget(cell: KeptCell | undefined): Promise<void> {
  if (cell?.snapshot !== undefined) await rm(cell.snapshot, { force: true });
}

/** Runs specs of a cell again; their results are in the journal then, marked with which time it was. */
export async function runAgain(
  kept: KeptCell,
  specs: readonly string[],
  repeat: number,
  signal: AbortSignal,
): Promise<void> {
  const { planned, cellContext, bundle } = kept;
  const { cell } = planned;
  const own: CellContext = { ...cellContext, repeat, signal };
  const snapshot = await obtainSnapshot(kept, cell, signal);
  await mkdir(cellFolder(cell, own), { recursive: true });
  await cp(path.join(cellFolder(cell, cellContext), bootLog), path.join(cellFolder(cell, own), bootLog));
  const chosen = planned.specs.filter(({ planned: { id } }) => specs.includes(id)).map(({ planned: spec }) => spec);
  await inStage("repeat", cell, cellContext.emit, () => runAva(cell, own, { snapshot, specs: chosen, bundle }));
}

/** The snapshot, or another one of the same machine booted again: the record keeps the first boot. */
async function obtainSnapshot(kept: KeptCell, cell: CellSpec, signal: AbortSignal): Promise<string | undefined> {
  const { snapshot, cellContext } = kept;
  if (snapshot === undefined || existsSync(snapshot)) return snapshot;
  const emit: CellContext["emit"] = (event) => (event.type === "cell" ? undefined : cellContext.emit(event));
  await bootAndKeep(cell, { ...cellContext, emit, signal }, snapshot);
  return snapshot;
}
