// SPDX-License-Identifier: GPL-2.0-only
// One cell: boot, snapshot, then AVA over the spec files, each of which goes on from the snapshot; several files at once.
import path from "node:path";
import { canBeKept } from "../../lab/machine.ts";
import { withoutKernel, type CellSpec } from "../../lab/matrix.ts";
import { shellQuote } from "../host/exec.ts";
import { hostKeyAlias } from "../image/keys.ts";
import { labWords } from "../host/typed.ts";
import type { Cell } from "../record/model.ts";
import { bootLog, bootMachine, cellFolder, cellMachine, cellFileName, keepSnapshot } from "./boot.ts";
import { labsIfCounting } from "./counting.ts";
import { inStage } from "./stage.ts";
import type { CellContext } from "./cell-context.ts";
import type { PlannedCell, PlannedSpec } from "./plan.ts";
import { queueShards, type CellRunner } from "./shards.ts";
import { splitSpecs } from "./split.ts";
import { resultEvent, reportDeadCell } from "./cell-results.ts";

/**
 * Boots a cell and queues all of its specs that mean something in it, in parts. Their results are events; never throws
 * for what they find.
 */
export async function runCell(planned: PlannedCell, cellContext: CellContext, runner: CellRunner): Promise<void> {
  const { cell } = planned;
  for (const { planned: spec, skip } of planned.specs)
    if (skip !== undefined)
      cellContext.emit(resultEvent(cell, cellContext, { spec: spec.id, outcome: "SKIP", reason: skip }));
  const wanted = wantedSpecs(planned).filter(({ id }) => !runner.reused.has(id));
  const file = path.join(cellContext.folder.scratch, `${cellFileName(cell, cellContext)}.snapshot`);
  const snapshot = canBeKept(cellMachine(cell, cellContext)) ? file : undefined;
  if (wanted.length === 0) {
    if (runner.reused.size > 0) await leaveUnbooted(cell, cellContext, runner, snapshot);
    return;
  }
  try {
    await bootAndKeep(cell, cellContext, snapshot);
  } catch (error) {
    // Whoever ended the run says nothing of this cell.
    cellContext.signal.throwIfAborted();
    reportDeadCell(planned, cellContext, labsIfCounting(cell.flavour, error));
    return;
  }
  queueShards(cell, cellContext, runner, { file, snapshot, shards: splitSpecs(wanted) });
}

/** The specs of a cell that mean something in it. */
export function wantedSpecs({ specs }: PlannedCell): readonly PlannedSpec[] {
  return specs.filter(({ skip }) => skip === undefined).map(({ planned }) => planned);
}

/** A cell of which everything is known; it is booted if a regression needs more evidence. */
async function leaveUnbooted(
  cell: CellSpec,
  { emit }: CellContext,
  { onRun }: CellRunner,
  snapshot: string | undefined,
): Promise<void> {
  emit({ type: "cell", source: "lab", cell: cell.id, record: cell });
  await onRun?.({ snapshot, clean: true });
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
