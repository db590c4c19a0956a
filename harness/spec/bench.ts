// SPDX-License-Identifier: GPL-2.0-only
// What a spec works at: a machine restored from its cell's snapshot, and SSH to it.
import path from "node:path";
import type { NicFacts } from "../../lab/nic.ts";
import { nicFacts } from "../../lab/nic.ts";
import { Guest } from "../guest/guest.ts";
import { startMachine, type RunningMachine } from "../machine/running.ts";
import { loadSnapshot } from "../machine/snapshot.ts";
import type { Emit } from "../report/model.ts";
import type { Declared } from "../verdict/partition.ts";
import type { CellRun } from "./cell-run.ts";

export interface Bench extends AsyncDisposable {
  readonly run: CellRun;
  readonly nic: NicFacts;
  readonly machine: RunningMachine;
  readonly guest: Guest;
  /** Notes what was measured or seen; it goes into the report. */
  fact(name: string, value: string | number): void;
  /** Says that the kernel will complain, and why that is right: anything else it complains about fails the spec. */
  declare(complaint: Declared): void;
  /** The kernel's log since the spec began. */
  kernelLog(): Promise<string>;
}

/** What the runtime keeps for one spec. */
export interface Notes {
  readonly facts: Record<string, string>;
  readonly declared: Declared[];
}

/** A machine and its guest, before a spec has a name. */
export interface Station extends AsyncDisposable {
  readonly machine: RunningMachine;
  readonly guest: Guest;
}

let restored = 0;

/** Brings up a clean machine. @throws {LabError} if QEMU or SSH fails. */
export async function restoreStation(run: CellRun, emit: Emit, family: string): Promise<Station> {
  const log = path.join(run.folder, `${family}-${process.pid}-${++restored}.console.log`);
  const machine = await startMachine(run.machine, {
    qemu: run.qemu,
    start: { kind: "restore", snapshot: run.snapshot },
    log,
  });
  try {
    const port = await machine.sshPort();
    await loadSnapshot(machine, run.snapshot);
    const guest = await Guest.connect(
      {
        address: { port, privateKey: run.privateKey, hostKey: run.hostKey },
        emit,
        cell: run.cell.id,
        timeout: 10_000 * run.slowness,
      },
      10_000 * run.slowness,
    );
    return {
      machine,
      guest,
      [Symbol.asyncDispose]: async () => {
        await guest[Symbol.asyncDispose]();
        await machine[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await machine[Symbol.asyncDispose]();
    throw error;
  }
}

/** The facts of the NIC that a cell has. */
export function nicOf(run: CellRun): NicFacts {
  return nicFacts[run.cell.device];
}
