// SPDX-License-Identifier: GPL-2.0-only
// What a guest has to say for itself after a spec that did not pass, kept before the machine is replaced.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { PciAddress } from "../../lab/ids.ts";
import type { Guest } from "../guest/guest.ts";

const script = (address: PciAddress): string =>
  [
    "mkdir -p /tmp/evidence && cd /tmp/evidence",
    "dmesg > dmesg.txt",
    "cat /proc/interrupts > interrupts.txt",
    "cat /proc/modules > modules.txt",
    "ps > processes.txt",
    `{ labtool pci ${address}; labtool pci ${address} table; } > device.json 2>&1`,
    "true",
  ].join("; ");

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
