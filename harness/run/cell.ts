// SPDX-License-Identifier: GPL-2.0-only
// One cell: boot, snapshot, then AVA over the spec files, each of which goes on from the snapshot.
import { rm } from "node:fs/promises";
import path from "node:path";
import { canBeKept } from "../../lab/machine.ts";
import { withoutKernel, type CellSpec } from "../../lab/matrix.ts";
import { shellQuote } from "../host/exec.ts";
import { hostKeyAlias } from "../image/keys.ts";
import { labWords } from "../host/typed.ts";
import type { Cell } from "../record/model.ts";
import { bootLog, bootMachine, cellFolder, cellMachine, cellFileName, keepSnapshot } from "./boot.ts";
import { labsIfCounting } from "./counting.ts";
import { reportCounts } from "./coverage.ts";
import { inStage } from "./stage.ts";
import type { SpecBundle } from "./bundle.ts";
import type { CellContext } from "./cell-context.ts";
import type { PlannedCell } from "./plan.ts";
import { resultEvent, reportDeadCell } from "./cell-results.ts";
import { runAva } from "./ava.ts";

/** What becomes of a cell's snapshot once its specs have run; `clean`: all of them passed. */
export type OnRun = (run: { readonly snapshot: string | undefined; readonly clean: boolean }) => Promise<void>;

/** Runs all specs of a cell that mean something in it. Their results are events; never throws for what they find. */
export async function runCell(
  planned: PlannedCell,
  cellContext: CellContext,
  bundle: SpecBundle,
  onRun?: OnRun,
): Promise<void> {
  const { cell } = planned;
  for (const { planned: spec, skip } of planned.specs)
    if (skip !== undefined)
      cellContext.emit(resultEvent(cell, cellContext, { spec: spec.id, outcome: "SKIP", reason: skip }));
  const wanted = planned.specs.filter(({ skip }) => skip === undefined).map(({ planned: spec }) => spec);
  if (wanted.length === 0) return;
  const file = path.join(cellContext.folder.scratch, `${cellFileName(cell, cellContext)}.snapshot`);
  const snapshot = canBeKept(cellMachine(cell, cellContext)) ? file : undefined;
  try {
    await bootAndKeep(cell, cellContext, snapshot);
  } catch (error) {
    // Whoever ended the run says nothing of this cell.
    cellContext.signal.throwIfAborted();
    reportDeadCell(planned, cellContext, labsIfCounting(cell.flavour, error));
    return;
  }
  let kept = false;
  try {
    const clean = await runAva(cell, cellContext, { snapshot, specs: wanted, bundle });
    await reportCounts(cell, cellContext);
    kept = onRun !== undefined;
    await onRun?.({ snapshot, clean });
  } finally {
    if (!kept) await rm(file, { force: true });
  }
}

/** Boots a cell's machine; its snapshot, if there is to be one, is in a file then. */
export async function bootAndKeep(
  cell: CellSpec,
  cellContext: CellContext,
  snapshot: string | undefined,
): Promise<void> {
  await using booted = await bootMachine(cell, cellContext);
  cellContext.emit({ type: "cell", source: "lab", cell: cell.id, record: cellRecord(cell, cellContext, booted) });
  if (snapshot !== undefined) await inStage("snapshot", cell, cellContext.emit, () => keepSnapshot(booted, snapshot));
}

function cellRecord(
  cell: CellSpec,
  cellContext: CellContext,
  booted: { readonly machine: { readonly commandLine: string }; readonly port: number; readonly seconds: number },
): Cell {
  const { clientKeyFile, knownHostsFile } = cellContext.keys;
  const known = ["-o", `UserKnownHostsFile=${knownHostsFile}`, "-o", `HostKeyAlias=${hostKeyAlias}`];
  const ssh = ["ssh", "-i", clientKeyFile, "-p", String(booted.port), ...known, "root@127.0.0.1"];
  return {
    ...cell,
    bootSeconds: booted.seconds,
    qemu: booted.machine.commandLine,
    ssh: shellQuote(ssh),
    // A commit's cell is in no profile, and cannot be named.
    ...(cell.commit === undefined ? { shell: shellLine(cellContext.reproduce, cell) } : {}),
    console: path.relative(cellContext.folder.path, path.join(cellFolder(cell, cellContext), bootLog)),
  };
}

/** The line that boots a cell for a person, with the same kernel and series. */
function shellLine(reproduce: readonly string[], cell: CellSpec): string {
  return shellQuote(labWords(["shell", ...reproduce, "--cell", withoutKernel(cell)]));
}
