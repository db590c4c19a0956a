// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { ethernetController, gigabitIntx, KiB, onRootBus, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/e1000.c: conventional PCI, and so without MSI-X. */
export const e1000 = defineDevice({
  model: "e1000",
  chip: "Intel 82540EM",
  address: onRootBus,
  vendor: 0x8086,
  device: 0x100e,
  class: ethernetController,
  bars: [
    { index: 0, size: 128 * KiB, kind: "memory" },
    { index: 1, size: 64, kind: "io" },
  ],
  vectors: 0,
  // Documentation/networking/device_drivers/ethernet/intel/e1000.rst, RxDescriptors and TxDescriptors: 48 to 4096.
  shortestRing: 48,
  wire: true,
  intx: gigabitIntx,
  dpdk: "net_e1000_em",
  migratable: true,
  driver: { name: "e1000", module: "e1000", config: { NET_VENDOR_INTEL: "y", E1000: "m" } },
  qemu: { before: [], device: `e1000,addr=0x7,${wired}` },
});
