// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { KiB, onRootBus } from "./parts.ts";

/** QEMU 10.0 hw/usb/hcd-ehci-pci.c. */
export const ehci = defineDevice({
  model: "ehci",
  chip: "Intel ICH9 EHCI, USB 2.0",
  address: onRootBus,
  vendor: 0x8086,
  device: 0x293a,
  // A USB controller.
  class: 0x0c03,
  bars: [{ index: 0, size: 4 * KiB, kind: "memory" }],
  vectors: 0,
  migratable: true,
  driver: {
    name: "ehci-pci",
    module: "ehci-pci",
    config: { USB_SUPPORT: "y", USB: "m", USB_PCI: "y", USB_EHCI_HCD: "m" },
  },
  qemu: { before: [], device: "ich9-usb-ehci1,addr=0x7" },
});
