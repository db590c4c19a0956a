// SPDX-License-Identifier: GPL-2.0-only
// The parts of a cell that has booted: each goes on from its snapshot, and the one that ends last ends the cell.
import { rm } from "node:fs/promises";
import type { CellSpec } from "../../lab/matrix.ts";
import { runAva } from "./ava.ts";
import type { SpecBundle } from "./bundle.ts";
import type { CellContext } from "./cell-context.ts";
import { reportCounts } from "./coverage.ts";
import type { PlannedSpec } from "./plan.ts";
import type { Pool } from "./pool.ts";

/** What becomes of a cell's snapshot once its specs have run; `clean`: all of them passed. */
export type OnRun = (run: { readonly snapshot: string | undefined; readonly clean: boolean }) => Promise<void>;

/** What runs the specs of a cell. */
export interface CellRunner {
  readonly bundle: SpecBundle;
  readonly pool: Pool;
  readonly onRun: OnRun | undefined;
  /** Specs whose results are there already. */
  readonly reused: ReadonlySet<string>;
}

/** What the parts go on from, and which specs each has. */
export interface CellParts {
  /** The snapshot's file, which goes when the cell ends and nobody wants it. */
  readonly file: string;
  /** The same, or nothing where QEMU cannot keep the machine: each part boots. */
  readonly snapshot: string | undefined;
  readonly shards: readonly (readonly PlannedSpec[])[];
}

/** Queues the parts of a cell before any machine that is still to boot: each cell that is open keeps a snapshot on the disk. */
export function queueShards(cell: CellSpec, cellContext: CellContext, runner: CellRunner, parts: CellParts): void {
  const { bundle, pool } = runner;
  const { snapshot, shards } = parts;
  let open = shards.length;
  let clean = true;
  const runShard = async (specs: readonly PlannedSpec[], shard: number): Promise<void> => {
    if (cellContext.signal.aborted) return;
    const passed = await runAva(cell, cellContext, { snapshot, specs, bundle, shard });
    clean &&= passed;
  };
  for (const [index, specs] of shards.entries())
    pool.add(async () => {
      try {
        await runShard(specs, index + 1);
      } finally {
        if (--open === 0) await endCell(cell, cellContext, runner, { ...parts, clean });
      }
    }, Infinity);
}

async function endCell(
  cell: CellSpec,
  cellContext: CellContext,
  { onRun }: CellRunner,
  { file, snapshot, clean }: CellParts & { readonly clean: boolean },
): Promise<void> {
  let kept = false;
  try {
    if (cellContext.signal.aborted) return;
    await reportCounts(cell, cellContext);
    kept = onRun !== undefined;
    await onRun?.({ snapshot, clean });
  } finally {
    if (!kept) await rm(file, { force: true });
  }
}
