// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, deviceBus, MiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/ipack/tpci200.c, with a module of serial ports. */
export const tpci200 = defineDevice({
  model: "tpci200",
  chip: "TEWS TPCI200 IndustryPack carrier",
  address: behindRootPort,
  vendor: 0x1498,
  device: 0x30c8,
  // A bridge of no particular kind.
  class: 0x0680,
  bars: [
    { index: 0, size: 128, kind: "memory" },
    { index: 1, size: 128, kind: "io" },
    { index: 2, size: 256, kind: "memory" },
    { index: 3, size: 1024, kind: "memory" },
    { index: 4, size: 32 * MiB, kind: "memory" },
    { index: 5, size: 16 * MiB, kind: "memory" },
  ],
  vectors: 0,
  fixed: "beside",
  migratable: true,
  driver: {
    name: "tpci200",
    module: "tpci200",
    modules: ["ipack", "ipoctal"],
    config: { IPACK_BUS: "m", BOARD_TPCI200: "m", SERIAL_IPOCTAL: "m" },
  },
  qemu: {
    before: rootPort,
    device: "tpci200,bus=port0",
    beside: ["-device", `ipoctal232,id=octal0,bus=${deviceBus}.0`],
  },
});
