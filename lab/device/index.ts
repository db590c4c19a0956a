// SPDX-License-Identifier: GPL-2.0-only
// The devices that the lab can put under test. One more is a file beside this one, and a line each here and there.
import type { PciAddress } from "../ids.ts";
import type { DeviceDefinition } from "./definition.ts";
import { ac97 } from "./ac97.ts";
import { ahci } from "./ahci.ts";
import { am53c974 } from "./am53c974.ts";
import { atiVga } from "./ati-vga.ts";
import { bochsDisplay } from "./bochs-display.ts";
import { cirrusVga } from "./cirrus-vga.ts";
import { ctucan } from "./ctucan.ts";
import { cxlType3 } from "./cxl-type3.ts";
import { dc390 } from "./dc390.ts";
import { e1000 } from "./e1000.ts";
import { e100082544gc } from "./e1000-82544gc.ts";
import { e100082545em } from "./e1000-82545em.ts";
import { e1000e } from "./e1000e.ts";
import { edu } from "./edu.ts";
import { ehci } from "./ehci.ts";
import { es1370 } from "./es1370.ts";
import { i6300esb } from "./i6300esb.ts";
import { i82551 } from "./i82551.ts";
import { i82557c } from "./i82557c.ts";
import { i82559c } from "./i82559c.ts";
import { i82801 } from "./i82801.ts";
import { ich4Ehci } from "./ich4-ehci.ts";
import { ich9Hda } from "./ich9-hda.ts";
import { igb } from "./igb.ts";
import { igbvf } from "./igbvf.ts";
import { intelHda } from "./intel-hda.ts";
import { ioh3420 } from "./ioh3420.ts";
import { ipmiBt } from "./ipmi-bt.ts";
import { ipmiKcs } from "./ipmi-kcs.ts";
import { ivshmem } from "./ivshmem.ts";
import { kvaserPci } from "./kvaser-pci.ts";
import { lsi53c810 } from "./lsi53c810.ts";
import { lsi53c895a } from "./lsi53c895a.ts";
import { megasas } from "./megasas.ts";
import { megasasGen2 } from "./megasas-gen2.ts";
import { mptsas1068 } from "./mptsas1068.ts";
import { ne2kPci } from "./ne2k-pci.ts";
import { necXhci } from "./nec-xhci.ts";
import { nvme } from "./nvme.ts";
import { nvmeDisk } from "./nvme-disk.ts";
import { nvmeSriov } from "./nvme-sriov.ts";
import { ohci } from "./ohci.ts";
import { pair } from "./pair.ts";
import { pciBridge } from "./pci-bridge.ts";
import { pciSerial } from "./pci-serial.ts";
import { pciSerial2x } from "./pci-serial-2x.ts";
import { pciSerial4x } from "./pci-serial-4x.ts";
import { pciTestdev } from "./pci-testdev.ts";
import { pcieRootPort } from "./pcie-root-port.ts";
import { pcnet } from "./pcnet.ts";
import { pvpanic } from "./pvpanic.ts";
import { pvscsi } from "./pvscsi.ts";
import { rocker } from "./rocker.ts";
import { rtl8139 } from "./rtl8139.ts";
import { sdhci } from "./sdhci.ts";
import { tpci200 } from "./tpci200.ts";
import { tulip } from "./tulip.ts";
import { ufs } from "./ufs.ts";
import { uhci } from "./uhci.ts";
import { vga } from "./vga.ts";
import { virtio9p } from "./virtio-9p.ts";
import { virtioBalloon } from "./virtio-balloon.ts";
import { virtioBlk } from "./virtio-blk.ts";
import { virtioBlkLegacy } from "./virtio-blk-legacy.ts";
import { virtioCrypto } from "./virtio-crypto.ts";
import { virtioGpu } from "./virtio-gpu.ts";
import { virtioKeyboard } from "./virtio-keyboard.ts";
import { virtioMem } from "./virtio-mem.ts";
import { virtioNet } from "./virtio-net.ts";
import { virtioNetLegacy } from "./virtio-net-legacy.ts";
import { virtioPmem } from "./virtio-pmem.ts";
import { virtioRng } from "./virtio-rng.ts";
import { virtioScsi } from "./virtio-scsi.ts";
import { virtioSerial } from "./virtio-serial.ts";
import { virtioSound } from "./virtio-sound.ts";
import { virtioTablet } from "./virtio-tablet.ts";
import { vmxnet3 } from "./vmxnet3.ts";
import { x3130Upstream } from "./x3130-upstream.ts";
import { xhci } from "./xhci.ts";
import { xio3130Downstream } from "./xio3130-downstream.ts";

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
  i82557c,
  i82559c,
  i82801,
  "e1000-82544gc": e100082544gc,
  "e1000-82545em": e100082545em,
  rocker,
  vmxnet3,
  "virtio-net": virtioNet,
  "virtio-net-legacy": virtioNetLegacy,
  "virtio-blk": virtioBlk,
  "virtio-blk-legacy": virtioBlkLegacy,
  "virtio-scsi": virtioScsi,
  "virtio-rng": virtioRng,
  "virtio-balloon": virtioBalloon,
  "virtio-serial": virtioSerial,
  "virtio-keyboard": virtioKeyboard,
  "virtio-tablet": virtioTablet,
  "virtio-crypto": virtioCrypto,
  "virtio-mem": virtioMem,
  "virtio-pmem": virtioPmem,
  "virtio-9p": virtio9p,
  "virtio-sound": virtioSound,
  "virtio-gpu": virtioGpu,
  "nvme-disk": nvmeDisk,
  "nvme-sriov": nvmeSriov,
  ahci,
  megasas,
  "megasas-gen2": megasasGen2,
  pvscsi,
  lsi53c895a,
  lsi53c810,
  mptsas1068,
  am53c974,
  dc390,
  ufs,
  xhci,
  "nec-xhci": necXhci,
  ehci,
  "ich4-ehci": ich4Ehci,
  uhci,
  ohci,
  "intel-hda": intelHda,
  "ich9-hda": ich9Hda,
  ac97,
  es1370,
  "pci-serial": pciSerial,
  "pci-serial-2x": pciSerial2x,
  "pci-serial-4x": pciSerial4x,
  i6300esb,
  pvpanic,
  sdhci,
  tpci200,
  "kvaser-pci": kvaserPci,
  ctucan,
  "ipmi-kcs": ipmiKcs,
  "ipmi-bt": ipmiBt,
  "bochs-display": bochsDisplay,
  vga,
  "cirrus-vga": cirrusVga,
  "ati-vga": atiVga,
  "cxl-type3": cxlType3,
  "pci-testdev": pciTestdev,
  "pcie-root-port": pcieRootPort,
  ioh3420,
  "x3130-upstream": x3130Upstream,
  "xio3130-downstream": xio3130Downstream,
  "pci-bridge": pciBridge,
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
