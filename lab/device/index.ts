// SPDX-License-Identifier: GPL-2.0-only
// The devices that the lab can put under test. One more is a file beside this one, and a line each here and there.
import type { PciAddress } from "../ids.ts";
import type { DeviceDefinition } from "./definition.ts";
import { ahci } from "./ahci.ts";
import { am53c974 } from "./am53c974.ts";
import { e1000 } from "./e1000.ts";
import { e1000e } from "./e1000e.ts";
import { edu } from "./edu.ts";
import { ehci } from "./ehci.ts";
import { es1370 } from "./es1370.ts";
import { i6300esb } from "./i6300esb.ts";
import { i82551 } from "./i82551.ts";
import { igb } from "./igb.ts";
import { igbvf } from "./igbvf.ts";
import { intelHda } from "./intel-hda.ts";
import { ivshmem } from "./ivshmem.ts";
import { lsi53c895a } from "./lsi53c895a.ts";
import { megasas } from "./megasas.ts";
import { mptsas1068 } from "./mptsas1068.ts";
import { ne2kPci } from "./ne2k-pci.ts";
import { nvmeDisk } from "./nvme-disk.ts";
import { nvme } from "./nvme.ts";
import { ohci } from "./ohci.ts";
import { pair } from "./pair.ts";
import { pciSerial } from "./pci-serial.ts";
import { pcnet } from "./pcnet.ts";
import { pvpanic } from "./pvpanic.ts";
import { pvscsi } from "./pvscsi.ts";
import { rtl8139 } from "./rtl8139.ts";
import { sdhci } from "./sdhci.ts";
import { tpci200 } from "./tpci200.ts";
import { tulip } from "./tulip.ts";
import { uhci } from "./uhci.ts";
import { virtioBlk } from "./virtio-blk.ts";
import { virtioNet } from "./virtio-net.ts";
import { virtioRng } from "./virtio-rng.ts";
import { virtioScsi } from "./virtio-scsi.ts";
import { vmxnet3 } from "./vmxnet3.ts";
import { xhci } from "./xhci.ts";

export type { Bar, DeviceDefinition, Driver } from "./definition.ts";

/** Sources: QEMU 10.0; harness/machine/devices.test.ts compares what is said of each with it. */
export const devices = {
  e1000e,
  igb,
  igbvf,
  ivshmem,
  e1000,
  edu,
  nvme,
  pair,
  rtl8139,
  tulip,
  pcnet,
  "ne2k-pci": ne2kPci,
  i82551,
  vmxnet3,
  "virtio-net": virtioNet,
  "virtio-blk": virtioBlk,
  "virtio-scsi": virtioScsi,
  "virtio-rng": virtioRng,
  "nvme-disk": nvmeDisk,
  ahci,
  megasas,
  pvscsi,
  lsi53c895a,
  mptsas1068,
  am53c974,
  xhci,
  ehci,
  uhci,
  ohci,
  "intel-hda": intelHda,
  es1370,
  "pci-serial": pciSerial,
  i6300esb,
  pvpanic,
  sdhci,
  tpci200,
} satisfies Readonly<Record<string, DeviceDefinition>>;

/** What is put under test. */
export type DeviceModel = keyof typeof devices;

export const deviceModels = Object.keys(devices) as readonly DeviceModel[];

/** Where any device would do, it is this one: interrupts that can be counted, a wire, a driver in every kernel. */
export const referenceModel = "igb" satisfies DeviceModel;

/** Where the others of its kind are in its machine, whatever they share: each is a device of its own. */
export function alike({ others = [], siblings = [], virtual }: DeviceDefinition): readonly PciAddress[] {
  return [...others, ...siblings, ...(virtual?.others ?? [])];
}

/** The device that a cell names. @throws {TypeError} if there is none. */
export function findDevice(
  model: string,
  known: Readonly<Record<string, DeviceDefinition>> = devices,
): DeviceDefinition {
  const device = Object.hasOwn(known, model) ? known[model] : undefined;
  if (device === undefined) throw new TypeError(`there is no device ${model}`);
  return device;
}
