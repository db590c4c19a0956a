// SPDX-License-Identifier: GPL-2.0-only
// AVA over the specs of a cell, in a process of its own.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { CellSpec } from "../../lab/matrix.ts";
import { LabError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { packages } from "../host/paths.ts";
import type { CellRun } from "../spec/cell-run.ts";
import { bootLog, cellFileName, cellFolder, cellMachine, sshKeys } from "./boot.ts";
import type { SpecBundle } from "./bundle.ts";
import type { CellContext } from "./cell-context.ts";
import type { PlannedSpec } from "./plan.ts";

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
  /** Which part of the cell's specs these are, if others run beside them. */
  readonly shard?: number;
}

/** Runs specs in a cell; their results are in the journal then. @returns whether all of them passed. */
export async function runAva(cell: CellSpec, cellContext: CellContext, work: AvaWork): Promise<boolean> {
  const folder = cellFolder(cell, cellContext);
  const specs = work.specs.map(({ id, file }) => ({ id, file }));
  const { qemu, reproduce, timeoutScale, round, repeat } = cellContext;
  const part = work.shard === undefined ? "" : `.${work.shard}`;
  const file = path.join(cellContext.folder.scratch, `${cellFileName(cell, cellContext)}${part}.json`);
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
  await writeFile(path.join(folder, `ava${part}.log`), all);
  if (code !== 0 && !existsSync(cellRun.begun)) throw new LabError(`AVA ran nothing in ${cell.id}`, { output: all });
  return code === 0;
}
