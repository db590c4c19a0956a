// SPDX-License-Identifier: GPL-2.0-only
// One cell: boot, snapshot, then AVA over the spec files, each of which goes on from the snapshot.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { canBeKept } from "../../lab/machine.ts";
import { withoutKernel, type CellSpec } from "../../lab/matrix.ts";
import { pickConfiguration } from "../record/result.ts";
import { errorCause, isBlamed, LabError, errorMessage } from "../host/errors.ts";
import { SplatError } from "../guest/complaint.ts";
import { run, shellQuote } from "../host/exec.ts";
import { hostKeyAlias } from "../image/keys.ts";
import { packages } from "../host/paths.ts";
import { labWords } from "../host/typed.ts";
import type { Cell, Result } from "../record/model.ts";
import type { CellRun } from "../spec/cell-run.ts";
import { reproduceLine } from "../spec/reproduce.ts";
import { bootLog, bootMachine, cellFolder, cellMachine, cellFileName, keepSnapshot, sshKeys } from "./boot.ts";
import { labsIfCounting } from "./counting.ts";
import { reportCounts } from "./coverage.ts";
import { inStage } from "./stage.ts";
import type { SpecBundle } from "./bundle.ts";
import type { CellContext } from "./cell-context.ts";
import type { PlannedCell, PlannedSpec } from "./plan.ts";

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

function resultEvent(
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

const ava = path.join(packages, "ava/entrypoints/cli.mjs");

/** What AVA is to do in a cell. */
export interface AvaWork {
  readonly snapshot: string | undefined;
  /** In the order in which they run. */
  readonly specs: readonly Pick<PlannedSpec, "id" | "file">[];
  readonly bundle: SpecBundle;
  /** Modules to put in the place of the kernel's: `CellRun.modules`. */
  readonly modules?: string | undefined;
  /** Whether the first spec that does not pass is the last. */
  readonly failFast?: boolean;
}

/** Runs specs in a cell; their results are in the journal then. @returns whether all of them passed. */
export async function runAva(cell: CellSpec, cellContext: CellContext, work: AvaWork): Promise<boolean> {
  const folder = cellFolder(cell, cellContext);
  const specs = work.specs.map(({ id, file }) => ({ id, file }));
  const { qemu, reproduce, timeoutScale, round, repeat } = cellContext;
  const file = path.join(cellContext.folder.scratch, `${cellFileName(cell, cellContext)}.json`);
  const begun = `${file}.begun`;
  await rm(begun, { force: true });
  const machine = cellMachine(cell, cellContext);
  const cellRun: CellRun = {
    ...{ cell, qemu, folder, reproduce, timeoutScale, specs, begun },
    ...(work.snapshot === undefined ? {} : { snapshot: work.snapshot }),
    ...(round === undefined ? {} : { round }),
    ...(repeat === undefined ? {} : { repeat }),
    ...(work.modules === undefined ? {} : { modules: work.modules }),
    ...(cellContext.uapi === undefined ? {} : { uapi: cellContext.uapi }),
    ...(cellContext.kunit === undefined ? {} : { kunit: cellContext.kunit }),
    ...(cellContext.kselftests === undefined ? {} : { kselftests: cellContext.kselftests }),
    release: cellContext.kernel.release,
    launcher: await cellContext.launcher(machine.device),
    bootLog: path.join(folder, bootLog),
    machine,
    journal: cellContext.folder.journal,
    ...sshKeys(cellContext.keys),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(cellRun), { mode: 0o600 });
  const fast = work.failFast === true ? ["--fail-fast"] : [];
  const together = await work.bundle.together([...new Set(specs.map(({ file }) => file))]);
  const args = [ava, "--config", "ava.config.js", ...fast, together];
  const { all, code } = await run(process.execPath, args, {
    cwd: work.bundle.folder,
    env: { MSIXLAB_CELL: file, NO_COLOR: "1", FORCE_COLOR: "0" },
    // Red specs are in the journal; a spec that never reported is found by comparing with the plan.
    okCodes: [0, 1],
    signal: cellContext.signal,
  });
  await writeFile(path.join(folder, "ava.log"), all);
  if (code !== 0 && !existsSync(cellRun.begun)) throw new LabError(`AVA ran nothing in ${cell.id}`, { output: all });
  return code === 0;
}
