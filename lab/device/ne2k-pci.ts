// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/ne2000-pci.c. It has no memory BAR. */
export const ne2kPci = defineDevice({
  model: "ne2k-pci",
  chip: "Realtek RTL8029, an NE2000",
  address: behindRootPort,
  vendor: 0x10ec,
  device: 0x8029,
  class: ethernetController,
  bars: [{ index: 0, size: 256, kind: "io" }],
  vectors: 0,
  // hw/net/ne2000-pci.c has no link_status_changed.
  losesLink: false,
  // drivers/net/ethernet/8390/lib8390.c, ei_receive(): "bogus packet size". An answer of ARP has 42 bytes.
  takesShortFrames: false,
  wire: true,
  migratable: true,
  driver: {
    name: "ne2k-pci",
    module: "ne2k-pci",
    modules: ["8390"],
    config: { NET_VENDOR_NATSEMI: "y", NET_VENDOR_8390: "y", NE2K_PCI: "m" },
  },
  qemu: { before: rootPort, device: `ne2k_pci,bus=port0,${wired}` },
});
