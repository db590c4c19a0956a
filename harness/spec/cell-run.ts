// SPDX-License-Identifier: GPL-2.0-only
import { readFileSync } from "node:fs";
import type { CellSpec } from "../../lab/matrix.ts";
import type { MachineSpec } from "../../lab/machine.ts";
import { readShape } from "../guest/answer.ts";
import { LabError } from "../host/errors.ts";
import type { UapiHeaders } from "../kernel/uapi.ts";
import { cellRunShape } from "./cell-run-shape.ts";

/** All that a spec process is told of its cell: a JSON file, named by `MSIXLAB_CELL`. */
export interface CellRun {
  readonly cell: CellSpec;
  readonly machine: MachineSpec;
  readonly qemu: string;
  /** What to go on from; none where QEMU cannot keep the machine: it boots. */
  readonly snapshot?: string;
  /** A folder that holds `lib/modules/…`: modules that take the place of those that the machine was booted with. */
  readonly modules?: string;
  /** `uname -r` of the kernel. */
  readonly release: string;
  /** What starts QEMU, if it is not started by itself. */
  readonly launcher: readonly string[];
  /** The cell's folder: consoles go here. */
  readonly folder: string;
  /** The console from power-on to the snapshot. */
  readonly bootLog: string;
  /** A file that is there once a spec has begun: what AVA says of nothing to run is for people. */
  readonly begun: string;
  /** `events.jsonl` of the run. */
  readonly journal: string;
  readonly privateKey: string;
  readonly hostKey: string;
  /** Which time the cell is run, in a run that repeats its cells. */
  readonly round?: number;
  /** Which time these specs are run again by themselves. */
  readonly repeat?: number;
  /** What the series brings for user space, if a spec asks. */
  readonly uapi?: UapiHeaders;
  /** Folders with collections of the kernel's selftests, by their names. */
  readonly kselftests?: Readonly<Record<string, string>>;
  /** The suites of unit tests that ran as the kernel booted. */
  readonly kunit?: string;
  /** The specs to run. Those of a file have a machine of their own. */
  readonly specs: readonly { readonly id: string; readonly file: string }[];
  /** What `npm run lab --` needs besides cell and spec to do the same again. */
  readonly reproduce: readonly string[];
  /** Deadlines are for KVM on an idle host; emulation and load stretch them by this factor. */
  readonly timeoutScale: number;
}

/** Reads what a spec process is told. @throws {LabError} if it is not what the lab writes. */
export function parseCellRun(json: string): CellRun {
  const read = readShape(cellRunShape, json);
  // Not all of it: keys are in it.
  if ("wrong" in read) throw new LabError(`what a spec process is told of its cell is wrong: ${read.wrong}`);
  return read.data;
}

/** The cell that this process is to run specs in; undefined outside of one. */
export function readCellRun(env: NodeJS.ProcessEnv = process.env): CellRun | undefined {
  const file = env["MSIXLAB_CELL"];
  return file === undefined ? undefined : parseCellRun(readFileSync(file, "utf8"));
}
