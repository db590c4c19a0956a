// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/tulip.c. */
export const tulip = defineDevice({
  model: "tulip",
  chip: "Digital DS21143 Tulip",
  address: behindRootPort,
  vendor: 0x1011,
  device: 0x0019,
  class: ethernetController,
  bars: [
    { index: 0, size: 128, kind: "io" },
    { index: 1, size: 128, kind: "memory" },
  ],
  vectors: 0,
  // hw/net/tulip.c has no link_status_changed.
  losesLink: false,
  wire: true,
  migratable: true,
  driver: { name: "tulip", module: "tulip", config: { NET_VENDOR_DEC: "y", NET_TULIP: "y", TULIP: "m" } },
  qemu: { before: rootPort, device: `tulip,bus=port0,${wired}` },
});
