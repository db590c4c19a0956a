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
  wire: true,
  intx: gigabitIntx,
  // TotalVFs of its SR-IOV capability: IGB_MAX_VF_FUNCTIONS in hw/net/igb_core.h.
  virtualFunctions: 8,
  migratable: true,
  driver: { name: "igb", module: "igb", config: { NET_VENDOR_INTEL: "y", IGB: "m", BPF_SYSCALL: "y" } },
  qemu: { before: rootPort, device: `igb,bus=port0,${wired}` },
});
