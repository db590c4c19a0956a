// SPDX-License-Identifier: GPL-2.0-only
// A running machine and the SSH connection to its guest; they end together.
import type { RunningMachine } from "../machine/running.ts";
import { Guest, type GuestOptions } from "./guest.ts";
import { blameSplats } from "./complaint.ts";
import { KernelLog } from "./kernel-log.ts";
import { EmulatorFault } from "./ready.ts";
import type { SshAddress } from "./ssh.ts";

export interface GuestSession extends AsyncDisposable {
  readonly machine: RunningMachine;
  readonly guest: Guest;
  readonly kernelLog: KernelLog;
  /** The TCP port of 127.0.0.1 behind which the guest's SSH server is. */
  readonly port: number;
}

/** Runs `ready` (boot to the end, or restore), then logs in. Whatever fails ends the machine. */
export async function connect(
  machine: RunningMachine,
  options: Omit<GuestOptions, "address"> & { readonly keys: Omit<SshAddress, "port"> },
  ready: () => Promise<void>,
): Promise<GuestSession> {
  try {
    await ready();
    const port = await machine.sshPort();
    const { keys, ...rest } = options;
    const guest = await Guest.connect({ ...rest, address: { port, ...keys } }, options.timeout);
    const kernelLog = await KernelLog.open(guest, machine.console);
    return {
      machine,
      guest,
      kernelLog,
      port,
      [Symbol.asyncDispose]: async () => {
        await guest[Symbol.asyncDispose]();
        await machine[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    const log = machine.console.since(0);
    await machine[Symbol.asyncDispose]();
    throw error instanceof EmulatorFault ? error : blameSplats(error, log);
  }
}
