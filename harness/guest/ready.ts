// SPDX-License-Identifier: GPL-2.0-only
// From power-on to the moment at which the guest can be reached.
import { DeadlineError } from "../host/deadline.ts";
import { KernelError, LabError, errorMessage } from "../host/errors.ts";
import type { RunningMachine } from "../machine/running.ts";
import { judgeConsole } from "../klog/judge.ts";
import { SplatError } from "./complaint.ts";

/** Milliseconds, before `timeoutScale`: from power-on to `msixlab: ready`. */
const bootDeadline = 30_000;

/** The emulator's doing: QEMU died of a signal, or gave the guest a clock that does not tick. */
export class EmulatorFault extends LabError {}

/** Waits for the guest's init; says whose fault it is if it does not come. */
export async function ready(machine: RunningMachine, timeoutScale: number): Promise<void> {
  const timeout = bootDeadline * timeoutScale;
  try {
    await machine.console.waitFor("boot", /msixlab: ready/, timeout);
  } catch (error) {
    const splats = judgeConsole(machine.console.since(0));
    if (splats.length > 0) throw new SplatError("the kernel did not boot", splats, error);
    const output = machine.console.tail(25);
    if (error instanceof DeadlineError)
      throw new KernelError(`the kernel did not boot within ${timeout / 1000} s`, {
        why: "timeout",
        output,
        cause: error,
      });
    const end = await machine.stopped;
    if (end.exitCode === 0)
      throw new KernelError("the kernel reset while booting", { why: "panic", output, cause: error });
    const details = { why: "qemu", output: end.stderr.trim() || output, cause: error } as const;
    if (end.signal !== undefined) throw new EmulatorFault(`QEMU was ended by ${end.signal} while booting`, details);
    throw new LabError(`QEMU ended while booting: ${errorMessage(error)}`, details);
  }
}
