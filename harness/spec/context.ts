// SPDX-License-Identifier: GPL-2.0-only
// What a spec works with: a machine restored from its cell's snapshot, and SSH to it.
import path from "node:path";
import type { DeviceDefinition } from "../../lab/device/index.ts";
import type { Start } from "../../lab/machine.ts";
import { blameSplats } from "../guest/complaint.ts";
import type { Guest } from "../guest/guest.ts";
import { ready } from "../guest/ready.ts";
import { connect, type GuestSession } from "../guest/session.ts";
import { startMachine, type RunningMachine } from "../machine/running.ts";
import { loadSnapshot } from "../machine/snapshot.ts";
import type { Emit, Measurement } from "../record/model.ts";
import type { ExpectedSplat } from "../klog/partition.ts";
import type { TestOutcome } from "../record/test-outcome.ts";
import type { CellRun } from "./cell-run.ts";

export interface SpecContext extends AsyncDisposable {
  readonly run: CellRun;
  readonly device: DeviceDefinition;
  readonly machine: RunningMachine;
  readonly guest: Guest;
  /** Notes what was measured or seen; it goes into the report. */
  fact(name: string, value: string | number): void;
  /** Notes a measurement; the report draws it. */
  measure(measurement: Measurement): void;
  /** Says how a test of somebody else's ended that the spec ran: it is a result beside the spec's own. */
  outcome(test: TestOutcome): void;
  /** Says that the kernel will complain, and why that is right: anything else it complains about fails the spec. */
  expectSplat(complaint: ExpectedSplat): void;
  /** A file of the host's, by the end of its name, for what tells more than the outcome: it is removed if nothing went wrong. */
  evidenceFile(name: string): string;
  /** The kernel's log since the spec began. */
  kernelLog(): Promise<string>;
}

/** What the runtime keeps for one spec. */
export interface Notes {
  readonly facts: Record<string, string>;
  readonly expectedSplats: ExpectedSplat[];
  readonly measurements: Measurement[];
  /** Files that say nothing of a spec that passes. */
  readonly files: string[];
}

let restored = 0;

/** Brings up a clean machine. @throws {LabError} if QEMU or SSH fails. */
export async function restoreSession(run: CellRun, emit: Emit, family: string): Promise<GuestSession> {
  // A collection of selftests may be a path: drivers/net.
  const name = family.replace(/[^\w.-]+/g, "-");
  const log = path.join(run.folder, `${name}-${process.pid}-${++restored}.console.log`);
  const { qemu, launcher, snapshot } = run;
  const start: Start = snapshot === undefined ? { kind: "boot" } : { kind: "restore", snapshot };
  const machine = await startMachine(run.machine, { qemu, launcher, start, log });
  const { privateKey, hostKey } = run;
  const options = { emit, cell: run.cell.id, timeout: 10_000 * run.timeoutScale, keys: { privateKey, hostKey } };
  const session = await connect(machine, options, async () => {
    if (snapshot !== undefined) await loadSnapshot(machine, snapshot);
    else await ready(machine, run.timeoutScale);
  });
  if (run.modules === undefined) return session;
  try {
    const { replaceModules } = await import("../guest/modules.ts");
    await replaceModules(session.guest, run.modules);
    return session;
  } catch (error) {
    const log = machine.console.since(0);
    await session[Symbol.asyncDispose]();
    throw blameSplats(error, log);
  }
}
