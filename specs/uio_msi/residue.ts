// SPDX-License-Identifier: GPL-2.0-only
// What a driver leaves behind.
import type { PciAddress } from "../../lab/ids.ts";
import type { Guest } from "../../harness/guest/guest.ts";
import { pciFacts } from "../../harness/guest/pci.ts";

const devices = "/sys/bus/pci/devices";

/** What a driver leaves behind on a function that it gave back, or never got; the same as before, if all is well. */
export async function residue(guest: Guest, address: PciAddress): Promise<Readonly<Record<string, unknown>>> {
  const { msix, busMaster, intxDisabled } = await pciFacts(guest, address);
  const script = [
    `cat ${devices}/${address}/enable`,
    `ls -d ${devices}/${address}/uio ${devices}/${address}/driver 2>/dev/null | wc -l`,
    "grep -c uio_msi /proc/iomem",
    "grep -c uio_msi /proc/interrupts",
    "true",
  ].join("; ");
  const [enabled, bound, regions, rows] = (await guest.run(script)).split("\n").map(Number);
  return { msixEnabled: msix?.enabled, busMaster, intxDisabled, enabled, bound, regions, rows };
}
