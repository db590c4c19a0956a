// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/rtl8139.c: conventional PCI with INTx alone. Its revision, 0x20, is the one that 8139cp takes. */
export const rtl8139 = defineDevice({
  model: "rtl8139",
  chip: "Realtek RTL8139C+",
  address: behindRootPort,
  vendor: 0x10ec,
  device: 0x8139,
  class: ethernetController,
  bars: [
    { index: 0, size: 256, kind: "io" },
    { index: 1, size: 256, kind: "memory" },
  ],
  vectors: 0,
  // hw/net/rtl8139.c, rtl8139_cplus_transmit_one(): it looks for IPv4 right behind the addresses, and takes the sum as it is.
  checksumsBehindTags: false,
  mindsZeroChecksums: false,
  wire: true,
  migratable: true,
  driver: { name: "8139cp", module: "8139cp", modules: ["mii"], config: { NET_VENDOR_REALTEK: "y", "8139CP": "m" } },
  qemu: { before: rootPort, device: `rtl8139,bus=port0,${wired}` },
});
