// SPDX-License-Identifier: GPL-2.0-only
// What a guest has to do before its device under test is there.
import type { DeviceDefinition } from "../../lab/device/index.ts";
import type { MachineSpec } from "../../lab/machine.ts";
import { macs } from "../../lab/network.ts";
import type { Guest } from "./guest.ts";
import { interfaceByMac } from "./network.ts";
import { bind, unbind } from "./pci.ts";

/** Brings the device under test to where a machine finds it by itself elsewhere. */
export async function prepareDevice(guest: Guest, machine: Pick<MachineSpec, "device" | "iommu">): Promise<void> {
  const { device, iommu } = machine;
  for (const [name, bytes] of Object.entries(device.firmware ?? {})) {
    const file = `/lib/firmware/${name}`;
    await guest.$`mkdir -p $(dirname ${file}) && head -c ${bytes} /dev/zero > ${file}`;
  }
  // A device joins its group when a driver first takes it (drivers/iommu/virtio-iommu.c), and stays in it.
  if (iommu === "virtio") {
    await bind(guest, device.address, "uio_pci_generic");
    await unbind(guest, device.address);
  }
  if (device.virtual !== undefined) await makeVirtualFunctions(guest, device.virtual);
}

async function makeVirtualFunctions(
  guest: Guest,
  { physical, count }: NonNullable<DeviceDefinition["virtual"]>,
): Promise<void> {
  if (physical.driver !== undefined) await guest.$`modprobe ${physical.driver.module}`;
  // A physical function programs its interrupts, and with them those of its virtual ones, when it is brought up.
  if (physical.wire === true) await guest.$`ifconfig ${await interfaceByMac(guest, macs.underTest)} up`;
  // No driver takes the virtual functions by itself: each spec says which.
  const folder = `/sys/bus/pci/devices/${physical.address}`;
  await guest.$`cd ${folder} && echo 0 > sriov_drivers_autoprobe && echo ${count} > sriov_numvfs`;
}
