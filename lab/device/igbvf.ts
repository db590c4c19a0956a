// SPDX-License-Identifier: GPL-2.0-only
import { pciAddress } from "../ids.ts";
import { defineDevice } from "./definition.ts";
import { igb } from "./igb.ts";
import { ethernetController, KiB } from "./parts.ts";

/** QEMU 10.0 hw/net/igbvf.c. The machine has an igb: its driver makes the function under test, in the guest. */
export const igbvf = defineDevice({
  model: "igbvf",
  chip: "Intel 82576 virtual function",
  // IGB_82576_VF_OFFSET: the first virtual function is 0x80 functions after the physical one.
  address: pciAddress("0000:01:10.0"),
  vendor: 0x8086,
  device: 0x10ca,
  class: ethernetController,
  bars: [
    { index: 0, size: 16 * KiB, kind: "memory", wide: true, prefetchable: true },
    { index: 3, size: 16 * KiB, kind: "memory", wide: true, prefetchable: true, msixTable: 0 },
  ],
  vectors: 3,
  fires: "exactly",
  functionReset: true,
  // Its rings are the physical function's: lab/device/igb.ts.
  shortestRing: 64,
  dpdk: "net_e1000_igb_vf",
  migratable: true,
  driver: { name: "igbvf", module: "igbvf", config: { PCI_IOV: "y", NET_VENDOR_INTEL: "y", IGBVF: "m" } },
  qemu: igb.qemu,
  // IGB_82576_VF_STRIDE: the second is two functions further.
  virtual: { physical: igb, count: 2, others: [pciAddress("0000:01:10.2")] },
});
