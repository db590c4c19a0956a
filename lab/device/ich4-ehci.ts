// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, deviceBus, hidConfig, hidModules, KiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/usb/hcd-ehci-pci.c, with a tablet. */
export const ich4Ehci = defineDevice({
  model: "ich4-ehci",
  chip: "Intel ICH4 EHCI, USB 2.0",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x24cd,
  // A USB controller.
  class: 0x0c03,
  bars: [{ index: 0, size: 4 * KiB, kind: "memory" }],
  vectors: 0,
  migratable: true,
  driver: {
    name: "ehci-pci",
    module: "ehci-pci",
    modules: ["ehci-hcd", "usbcore", "usb-common", ...hidModules],
    config: { ...hidConfig, USB_SUPPORT: "y", USB: "m", USB_PCI: "y", USB_EHCI_HCD: "m" },
  },
  qemu: {
    before: rootPort,
    device: "usb-ehci,bus=port0",
    beside: ["-device", `usb-tablet,id=tablet0,bus=${deviceBus}.0`],
  },
});
