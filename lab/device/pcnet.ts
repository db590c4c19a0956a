// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/pcnet-pci.c. */
export const pcnet = defineDevice({
  model: "pcnet",
  chip: "AMD Am79C970A PCnet-PCI II",
  address: behindRootPort,
  vendor: 0x1022,
  device: 0x2000,
  class: ethernetController,
  bars: [
    { index: 0, size: 32, kind: "io" },
    { index: 1, size: 32, kind: "memory" },
  ],
  vectors: 0,
  // drivers/net/ethernet/amd/pcnet32.c, pcnet32_rx_entry(): "Runt packet!". An answer of ARP has 42 bytes.
  takesShortFrames: false,
  wire: true,
  migratable: true,
  driver: { name: "pcnet32", module: "pcnet32", modules: ["mii"], config: { NET_VENDOR_AMD: "y", PCNET32: "m" } },
  qemu: { before: rootPort, device: `pcnet,bus=port0,${wired}` },
});
