// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, gigabitBars, gigabitIntx, KiB, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/igb.c. */
export const igb = defineDevice({
  model: "igb",
  chip: "Intel 82576",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x10c9,
  class: ethernetController,
  bars: [...gigabitBars, { index: 3, size: 16 * KiB, kind: "memory", wide: true, msixTable: 0 }],
  vectors: 10,
  fires: "exactly",
  functionReset: true,
  // First word of the multicast table: 82576 datasheet 8.10.15.
  scratchRegister: 0x5200,
  throttles: true,
  // hw/net/e1000x_common.c, e1000x_timestamp(): 16 ns a step, which is what the 82576 has (drivers/net/ethernet/intel/igb/igb_ptp.c).
  clock: true,
  // What all devices of the driver are known to work with: IGB_MIN_RXD and IGB_MIN_TXD since Linux 6.3.
  shortestRing: 64,
  // As many as have vectors, beside those for the transmit queue and for the link: images/tools/igb.c.
  receiveQueues: 8,
  wire: true,
  intx: gigabitIntx,
  // TotalVFs of its SR-IOV capability: IGB_MAX_VF_FUNCTIONS in hw/net/igb_core.h.
  virtualFunctions: 8,
  dpdk: "net_e1000_igb",
  migratable: true,
  driver: { name: "igb", module: "igb", config: { NET_VENDOR_INTEL: "y", IGB: "m", BPF_SYSCALL: "y" } },
  qemu: { before: rootPort, device: `igb,bus=port0,${wired}` },
});
