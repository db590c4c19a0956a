// SPDX-License-Identifier: GPL-2.0-only
// What a driver leaves behind.
import type { PciAddress } from "../../lab/ids.ts";
import type { Guest } from "../../harness/guest/guest.ts";
import { pciFacts } from "../../harness/guest/pci.ts";
import { inTurn, sh } from "../../harness/guest/shell.ts";

const devices = "/sys/bus/pci/devices";

/** What a driver leaves behind on a function that it gave back, or never got; the same as before, if all is well. */
export async function residue(guest: Guest, address: PciAddress): Promise<Readonly<Record<string, unknown>>> {
  const { msix, busMaster, intxDisabled } = await pciFacts(guest, address);
  const script = inTurn(";", [
    sh`cat ${devices}/${address}/enable`,
    sh`ls -d ${devices}/${address}/uio ${devices}/${address}/driver 2>/dev/null | wc -l`,
    sh`grep -c uio_msi /proc/iomem`,
    sh`grep -c uio_msi /proc/interrupts`,
    sh`true`,
  ]);
  const [enabled, bound, regions, rows] = (await guest.run(script)).split("\n").map(Number);
  return { msixEnabled: msix?.enabled, busMaster, intxDisabled, enabled, bound, regions, rows };
}
