// SPDX-License-Identifier: GPL-2.0-only
// What a guest has to do before its device under test is there.
import { deviceFacts } from "../../lab/device.ts";
import type { Place } from "../../lab/matrix.ts";
import { macs } from "../../lab/network.ts";
import type { Guest } from "./guest.ts";
import { interfaceByMac } from "./network.ts";
import { bind, unbind } from "./pci.ts";

/** The physical function of igbvf. */
export const physicalFunction = deviceFacts.igb.address;

/** Brings the device under test to where a machine finds it by itself elsewhere. */
export async function prepareDevice(guest: Guest, { device, iommu }: Place): Promise<void> {
  // A device joins its group when a driver first takes it (drivers/iommu/virtio-iommu.c), and stays in it.
  if (iommu === "virtio") {
    await bind(guest, deviceFacts[device].address, "uio_pci_generic");
    await unbind(guest, deviceFacts[device].address);
  }
  if (device !== "igbvf") return;
  await guest.run("modprobe igb");
  // The physical function programs its interrupts, and with them those of its virtual ones, when it is brought up.
  await guest.run(`ifconfig ${await interfaceByMac(guest, macs.underTest)} up`);
  // No driver takes the virtual functions by itself: each spec says which.
  await guest.run(
    `cd /sys/bus/pci/devices/${physicalFunction} && echo 0 > sriov_drivers_autoprobe && echo 2 > sriov_numvfs`,
  );
}
