// SPDX-License-Identifier: GPL-2.0-only
// QEMU's switch without a port, which nothing forbids: what rocker-no-ports.md is shown on.
import { defineDevice, defineLab, pciAddress } from "msixlab";

/** QEMU 10.0 hw/net/rocker/rocker.c. */
const rockerNoPorts = defineDevice({
  model: "rocker-no-ports",
  chip: "QEMU's switch, without ports",
  address: pciAddress("0000:00:07.0"),
  vendor: 0x1b36,
  device: 0x0006,
  class: 0x0280,
  bars: [
    { index: 0, size: 8192, kind: "memory" },
    { index: 1, size: 8192, kind: "memory", msixTable: 0 },
  ],
  vectors: 4,
  migratable: false,
  driver: {
    name: "rocker",
    module: "rocker",
    config: { NET_SWITCHDEV: "y", BRIDGE: "m", NET_VENDOR_ROCKER: "y", ROCKER: "m" },
  },
  qemu: { before: [], device: "rocker,addr=0x7,name=switch0" },
});

export default defineLab({
  devices: { "rocker-no-ports": rockerNoPorts },
  machines: { quick: [{ device: "rocker-no-ports", iommu: "off" }] },
  specs: "../../specs/cell",
});
