// SPDX-License-Identifier: GPL-2.0-only
// From power-on to the moment at which the guest can be reached.
import { DeadlineError } from "../host/deadline.ts";
import { KernelError, LabError, messageOf } from "../host/errors.ts";
import type { RunningMachine } from "../machine/running.ts";
import { nameOfSplat } from "../record/model.ts";
import { judgeConsole } from "../klog/judge.ts";

/** Milliseconds, before slowness: from power-on to `msixlab: ready`. */
const bootDeadline = 30_000;

/** The emulator's doing: QEMU died of a signal, or gave the guest a clock that does not tick. */
export class EmulatorFault extends LabError {}

/** Waits for the guest's init; says whose fault it is if it does not come. */
export async function ready(machine: RunningMachine, slowness: number): Promise<void> {
  const timeout = bootDeadline * slowness;
  try {
    await machine.console.waitFor("boot", /msixlab: ready/, timeout);
  } catch (error) {
    const [splat] = judgeConsole(machine.console.since(0));
    const output = splat === undefined ? machine.console.tail(25) : splat.text.join("\n");
    if (splat !== undefined)
      throw new KernelError(`the kernel did not boot: ${nameOfSplat(splat)}`, { output, cause: error });
    if (error instanceof DeadlineError)
      throw new KernelError(`the kernel did not boot within ${timeout / 1000} s`, { output, cause: error });
    const end = await machine.stopped;
    if (end.exitCode === 0) throw new KernelError("the kernel reset while booting", { output, cause: error });
    const details = { output: end.stderr.trim() || output, cause: error };
    if (end.signal !== undefined) throw new EmulatorFault(`QEMU was ended by ${end.signal} while booting`, details);
    throw new LabError(`QEMU ended while booting: ${messageOf(error)}`, details);
  }
}
