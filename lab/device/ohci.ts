// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, hidConfig, hidModules, rootPort, usbKeyboard } from "./parts.ts";

/** QEMU 10.0 hw/usb/hcd-ohci-pci.c, with a keyboard. */
export const ohci = defineDevice({
  model: "ohci",
  chip: "Apple KeyLargo OHCI, USB 1.1",
  address: behindRootPort,
  vendor: 0x106b,
  device: 0x003f,
  // A USB controller.
  class: 0x0c03,
  bars: [{ index: 0, size: 256, kind: "memory" }],
  vectors: 0,
  fixed: "device",
  migratable: true,
  driver: {
    name: "ohci-pci",
    module: "ohci-pci",
    modules: ["ohci-hcd", "usbcore", "usb-common", ...hidModules],
    config: { ...hidConfig, USB_SUPPORT: "y", USB: "m", USB_PCI: "y", USB_OHCI_HCD: "m", USB_OHCI_HCD_PCI: "m" },
  },
  qemu: { before: rootPort, device: "pci-ohci,bus=port0", beside: usbKeyboard },
});
