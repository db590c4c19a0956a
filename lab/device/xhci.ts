// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, KiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/usb/hcd-xhci-pci.c. */
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
  migratable: true,
  driver: {
    name: "xhci_hcd",
    module: "xhci_pci",
    config: { USB_SUPPORT: "y", USB: "m", USB_PCI: "y", USB_XHCI_HCD: "m" },
  },
  qemu: { before: rootPort, device: "qemu-xhci,bus=port0" },
});
