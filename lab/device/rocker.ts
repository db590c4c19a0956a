// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, KiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/net/rocker/rocker.c. Its ports can only be given in JSON, so it has none. */
export const rocker = defineDevice({
  model: "rocker",
  chip: "QEMU's switch",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0006,
  // A network controller of no particular kind.
  class: 0x0280,
  bars: [
    { index: 0, size: 8 * KiB, kind: "memory" },
    { index: 1, size: 8 * KiB, kind: "memory", msixTable: 0 },
  ],
  vectors: 4,
  migratable: false,
  driver: {
    name: "rocker",
    module: "rocker",
    config: { NET_SWITCHDEV: "y", BRIDGE: "m", NET_VENDOR_ROCKER: "y", ROCKER: "m" },
  },
  qemu: { before: rootPort, device: "rocker,bus=port0,name=switch0" },
});
