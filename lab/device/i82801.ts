// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, KiB, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/eepro100.c. Linux takes it for a PRO/100 VE of the ICH. */
export const i82801 = defineDevice({
  model: "i82801",
  chip: "Intel 82801 Fast Ethernet, an ICH's",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x2449,
  class: ethernetController,
  bars: [
    { index: 0, size: 4 * KiB, kind: "memory", prefetchable: true },
    { index: 1, size: 64, kind: "io" },
    { index: 2, size: 128 * KiB, kind: "memory" },
  ],
  vectors: 0,
  // hw/net/eepro100.c has no link_status_changed.
  losesLink: false,
  wire: true,
  migratable: true,
  driver: { name: "e100", module: "e100", modules: ["mii"], config: { NET_VENDOR_INTEL: "y", E100: "m" } },
  qemu: { before: rootPort, device: `i82801,bus=port0,${wired}` },
});
