// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, gigabitBars, gigabitIntx, KiB, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/e1000e.c. */
export const e1000e = defineDevice({
  model: "e1000e",
  chip: "Intel 82574L",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x10d3,
  class: ethernetController,
  bars: [...gigabitBars, { index: 3, size: 16 * KiB, kind: "memory", msixTable: 0 }],
  vectors: 5,
  // Its throttling timer always fires once more when it expires (e1000e_core.c, e1000e_intrmgr_on_throttling_timer).
  fires: "repeated",
  throttles: true,
  // What all devices of the driver are known to work with: E1000_MIN_RXD and E1000_MIN_TXD since Linux 3.17.
  shortestRing: 64,
  wire: true,
  intx: gigabitIntx,
  dpdk: "net_e1000_em",
  migratable: true,
  driver: { name: "e1000e", module: "e1000e", config: { NET_VENDOR_INTEL: "y", E1000E: "m" } },
  qemu: { before: rootPort, device: `e1000e,bus=port0,${wired}` },
});
