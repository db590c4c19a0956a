// SPDX-License-Identifier: GPL-2.0-only
// What a guest has to say for itself after a spec that did not pass, kept before the machine is replaced.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { PciAddress } from "../../lab/ids.ts";
import type { Guest } from "../guest/guest.ts";
import { inTurn, sh, type ShellCommand } from "../guest/shell.ts";

const script = (address: PciAddress): ShellCommand =>
  inTurn(";", [
    sh`mkdir -p /tmp/evidence && cd /tmp/evidence`,
    sh`dmesg > dmesg.txt`,
    sh`cat /proc/interrupts > interrupts.txt`,
    sh`cat /proc/modules > modules.txt`,
    sh`ps > processes.txt`,
    sh`{ labtool pci ${address}; labtool pci ${address} table; } > device.json 2>&1`,
    sh`true`,
  ]);

/** Copies the guest's log, interrupts, modules, processes and the device's config space to a folder. Never throws. */
export async function keepEvidence(guest: Guest, address: PciAddress, folder: string): Promise<string | undefined> {
  try {
    await guest.run(script(address));
    await mkdir(folder, { recursive: true });
    // Loaded when it is needed: most spec processes keep no evidence.
    const { copyOut } = await import("../guest/copy.ts");
    await copyOut(guest, "/tmp", ["evidence"], folder);
    return path.join(folder, "evidence");
  } catch {
    // A guest that cannot say anything any more is what the outcome is about.
    return undefined;
  }
}
