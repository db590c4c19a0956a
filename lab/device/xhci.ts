// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, KiB, rootPort, scsiDiskConfig, scsiDiskModules, usbStick } from "./parts.ts";

/** QEMU 10.0 hw/usb/hcd-xhci-pci.c, with a stick. */
export const xhci = defineDevice({
  model: "xhci",
  chip: "QEMU's xHCI, USB 3.0",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x000d,
  // A USB controller.
  class: 0x0c03,
  bars: [{ index: 0, size: 16 * KiB, kind: "memory", wide: true, msixTable: 12 * KiB }],
  vectors: 16,
  disk: true,
  migratable: true,
  driver: {
    name: "xhci_hcd",
    module: "xhci-pci",
    modules: ["xhci-hcd", "usbcore", "usb-common", "usb-storage", ...scsiDiskModules],
    config: { ...scsiDiskConfig, USB_SUPPORT: "y", USB: "m", USB_PCI: "y", USB_XHCI_HCD: "m", USB_STORAGE: "m" },
  },
  qemu: { before: [...rootPort, ...disk], device: "qemu-xhci,bus=port0", beside: usbStick },
});
