// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, KiB, rootPort, scsiDiskConfig, scsiDiskModules, usbStick } from "./parts.ts";

/** QEMU 10.0 hw/usb/hcd-ehci-pci.c, with a stick. */
export const ehci = defineDevice({
  model: "ehci",
  chip: "Intel ICH9 EHCI, USB 2.0",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x293a,
  // A USB controller.
  class: 0x0c03,
  bars: [{ index: 0, size: 4 * KiB, kind: "memory" }],
  vectors: 0,
  disk: true,
  fixed: "device",
  migratable: true,
  driver: {
    name: "ehci-pci",
    module: "ehci-pci",
    modules: ["ehci-hcd", "usbcore", "usb-common", "usb-storage", ...scsiDiskModules],
    config: { ...scsiDiskConfig, USB_SUPPORT: "y", USB: "m", USB_PCI: "y", USB_EHCI_HCD: "m", USB_STORAGE: "m" },
  },
  qemu: { before: [...rootPort, ...disk], device: "ich9-usb-ehci1,bus=port0", beside: usbStick },
});
