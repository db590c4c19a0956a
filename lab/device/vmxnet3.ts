// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, KiB, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/vmxnet3.c. */
export const vmxnet3 = defineDevice({
  model: "vmxnet3",
  chip: "VMware vmxnet3",
  address: behindRootPort,
  vendor: 0x15ad,
  device: 0x07b0,
  class: ethernetController,
  bars: [
    { index: 0, size: 4 * KiB, kind: "memory" },
    { index: 1, size: 4 * KiB, kind: "memory" },
    { index: 2, size: 8 * KiB, kind: "memory", msixTable: 0 },
  ],
  vectors: 25,
  wire: true,
  dpdk: "net_vmxnet3",
  migratable: true,
  driver: { name: "vmxnet3", module: "vmxnet3", config: { VMXNET3: "m", BPF_SYSCALL: "y" } },
  qemu: { before: rootPort, device: `vmxnet3,bus=port0,${wired}` },
});
