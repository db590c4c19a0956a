// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, hidConfig, hidModules, rootPort, usbKeyboard } from "./parts.ts";

/** QEMU 10.0 hw/usb/hcd-uhci.c, with a keyboard. It has no memory BAR. */
export const uhci = defineDevice({
  model: "uhci",
  chip: "Intel ICH9 UHCI, USB 1.1",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x2934,
  // A USB controller.
  class: 0x0c03,
  bars: [{ index: 4, size: 32, kind: "io" }],
  vectors: 0,
  fixed: "device",
  migratable: true,
  driver: {
    name: "uhci_hcd",
    module: "uhci-hcd",
    modules: ["usbcore", "usb-common", ...hidModules],
    config: { ...hidConfig, USB_SUPPORT: "y", USB: "m", USB_PCI: "y", USB_UHCI_HCD: "m" },
  },
  qemu: { before: rootPort, device: "ich9-usb-uhci1,bus=port0", beside: usbKeyboard },
});
