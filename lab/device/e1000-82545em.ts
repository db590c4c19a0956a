// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, KiB, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/e1000.c. */
export const e100082545em = defineDevice({
  model: "e1000-82545em",
  chip: "Intel 82545EM",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x100f,
  class: ethernetController,
  bars: [
    { index: 0, size: 128 * KiB, kind: "memory" },
    { index: 1, size: 64, kind: "io" },
  ],
  vectors: 0,
  // Documentation/networking/device_drivers/ethernet/intel/e1000.rst, RxDescriptors and TxDescriptors: 48 to 4096.
  shortestRing: 48,
  wire: true,
  dpdk: "net_e1000_em",
  migratable: true,
  driver: { name: "e1000", module: "e1000", config: { NET_VENDOR_INTEL: "y", E1000: "m" } },
  qemu: { before: rootPort, device: `e1000-82545em,bus=port0,${wired}` },
});
