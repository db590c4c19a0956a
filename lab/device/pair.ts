// SPDX-License-Identifier: GPL-2.0-only
import { pciAddress } from "../ids.ts";
import { macs } from "../network.ts";
import { defineDevice } from "./definition.ts";
import { ethernetController, gigabitBars, gigabitIntx, KiB, rootPort, wired } from "./parts.ts";

/** Two 82574 behind one PCIe-to-PCI bridge: they share an IOMMU group. The first is the one under test. */
export const pair = defineDevice({
  model: "pair",
  chip: "Intel 82574L",
  address: pciAddress("0000:02:01.0"),
  vendor: 0x8086,
  device: 0x10d3,
  class: ethernetController,
  bars: [...gigabitBars, { index: 3, size: 16 * KiB, kind: "memory", msixTable: 0 }],
  vectors: 5,
  // As lab/device/e1000e.ts has it.
  fires: "repeated",
  // As lab/device/e1000e.ts has it.
  shortestRing: 64,
  wire: true,
  intx: gigabitIntx,
  dpdk: "net_e1000_em",
  migratable: true,
  driver: { name: "e1000e", module: "e1000e", config: { NET_VENDOR_INTEL: "y", E1000E: "m" } },
  qemu: {
    before: [...rootPort, "-device", "pcie-pci-bridge,id=bridge0,bus=port0"],
    device: `e1000e,bus=bridge0,addr=0x1,${wired}`,
    beside: ["-device", `e1000e,id=sibling0,bus=bridge0,addr=0x2,mac=${macs.sibling},romfile=`],
  },
  siblings: [pciAddress("0000:02:02.0")],
});
