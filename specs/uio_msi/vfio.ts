// SPDX-License-Identifier: GPL-2.0-only
// The device in the hands of VFIO, in each way that the machine allows: what uio_msi is compared with.
import { iommuFacts } from "../../lab/iommu.ts";
import type { PciAddress } from "../../lab/ids.ts";
import type { Guest } from "../../harness/guest/guest.ts";
import { bind } from "../../harness/guest/pci.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import { permitVfio, type VfioWay } from "../../harness/spec/vfio.ts";
import { UioSession } from "./uio-session.ts";

/** A program that will have the device by VFIO; it has not opened it yet. */
export async function startVfio(guest: Guest, address: PciAddress, way: VfioWay): Promise<UioSession> {
  return UioSession.labtool(guest, `vfio ${address} ${way}`);
}

/** Hands the device to vfio-pci and opens it in a program of its own. VFIO leaves bus mastering to the program. */
export async function openVfio(context: SpecContext, way: VfioWay): Promise<UioSession> {
  const { guest, device, run } = context;
  // A device without a reset of its own (e1000e) is reset with its bus; the kernel says so once a boot.
  context.expectSplat({
    kind: "device",
    title: /unlocked secondary bus reset via: /,
    why: "vfio-pci resets by pci_try_reset_function(), which does not lock the bridge (drivers/pci/pci.c)",
    required: false,
  });
  await permitVfio(guest, iommuFacts[run.cell.iommu]);
  await bind(guest, device.address, "vfio-pci");
  const session = await startVfio(guest, device.address, way);
  await session.all(["open", "map BAR0", "master on"]);
  return session;
}
