// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, canConfig, KiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/net/can/ctucan_pci.c: two cores on one bus. */
export const ctucan = defineDevice({
  model: "ctucan",
  chip: "CTU CAN FD",
  address: behindRootPort,
  vendor: 0x1760,
  device: 0xff00,
  // A CAN bus controller.
  class: 0x0c09,
  bars: [
    { index: 0, size: 32 * KiB, kind: "memory" },
    { index: 1, size: 64 * KiB, kind: "memory" },
  ],
  vectors: 0,
  migratable: true,
  driver: {
    name: "ctucanfd_pci",
    module: "ctucanfd_pci",
    modules: ["ctucanfd", "can-dev"],
    config: { ...canConfig, CAN_CTUCANFD_PCI: "m" },
  },
  qemu: {
    before: [...rootPort, "-object", "can-bus,id=can0"],
    device: "ctucan_pci,bus=port0,canbus0=can0,canbus1=can0",
  },
});
