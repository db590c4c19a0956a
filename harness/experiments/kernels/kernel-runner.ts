// SPDX-License-Identifier: GPL-2.0-only
// Where the specs run against mutants, or the points of a bisection: a kernel's cells, each booted once, when it is first needed.
import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import { canBeKept } from "../../../lab/machine.ts";
import type { CellSpec } from "../../../lab/matrix.ts";
import { journalName, readJournal } from "../../record/journal.ts";
import type { Result } from "../../record/model.ts";
import { bootLog, cellFolder, cellMachine } from "../../run/boot.ts";
import type { SpecBundle } from "../../run/bundle.ts";
import { bootAndKeep } from "../../run/cell.ts";
import { runAva } from "../../run/ava.ts";
import type { CellContext } from "../../run/cell-context.ts";
import type { PlannedSpec } from "../../run/plan.ts";

/** Specs to run in a cell. */
export interface Batch {
  readonly cell: CellSpec;
  readonly specs: readonly PlannedSpec[];
}

/** One batch a cell. */
export function mergeBatches(batches: readonly Batch[]): readonly Batch[] {
  const all = new Map<string, Batch>();
  for (const { cell, specs } of batches)
    all.set(cell.id, { cell, specs: [...new Set([...(all.get(cell.id)?.specs ?? []), ...specs])] });
  return [...all.values()];
}

/** What they run on: its name tells the results apart. */
export interface RunTarget {
  readonly name: string;
  /** A folder with modules in the place of the kernel's. */
  readonly modules: string | undefined;
}

export class KernelRunner {
  readonly cellContext: CellContext;
  readonly #bundle: SpecBundle;
  readonly #snapshots = new Map<string, Promise<string | undefined>>();
  #runs = 0;

  constructor(cellContext: CellContext, bundle: SpecBundle) {
    this.cellContext = cellContext;
    this.#bundle = bundle;
  }

  /**
   * Runs a batch; with `failFast` up to the first spec that does not pass. Its results: specs that were not reached
   * have none.
   */
  async run(target: RunTarget, batch: Batch, failFast: boolean): Promise<Result[]> {
    const { journal } = (await this.runKept(target, batch, failFast)).folder;
    return readJournal(journal).events.flatMap((event) => (event.type === "result" ? [event.result] : []));
  }

  /** The same; gives what it ran with, in whose folder is all that was kept of it. */
  async runKept(target: RunTarget, batch: Batch, failFast: boolean): Promise<CellContext> {
    const { cell, specs } = batch;
    const snapshot = await this.#snapshotFor(cell);
    const folder = path.join(this.cellContext.folder.path, "runs", target.name, String(++this.#runs));
    const scratch = path.join(folder, "scratch");
    await mkdir(scratch, { recursive: true });
    const journal = path.join(folder, journalName);
    const own = { ...this.cellContext, folder: { id: target.name, path: folder, scratch, journal } };
    await mkdir(cellFolder(cell, own), { recursive: true });
    await cp(path.join(cellFolder(cell, this.cellContext), bootLog), path.join(cellFolder(cell, own), bootLog));
    await runAva(cell, own, { snapshot, specs, bundle: this.#bundle, failFast, modules: target.modules });
    return own;
  }

  /** The snapshot of a cell, which boots if nobody asked for it before; none where QEMU cannot keep the machine. */
  #snapshotFor(cell: CellSpec): Promise<string | undefined> {
    const known = this.#snapshots.get(cell.id);
    if (known !== undefined) return known;
    const kept = this.#boot(cell);
    // Who asks again has it booted again: whether a kernel comes up may differ from time to time.
    kept.catch(() => this.#snapshots.delete(cell.id));
    this.#snapshots.set(cell.id, kept);
    return kept;
  }

  async #boot(cell: CellSpec): Promise<string | undefined> {
    const file = path.join(this.cellContext.folder.scratch, `${cell.id.replaceAll("/", "-")}.snapshot`);
    const snapshot = canBeKept(cellMachine(cell, this.cellContext)) ? file : undefined;
    await bootAndKeep(cell, this.cellContext, snapshot);
    return snapshot;
  }
}
