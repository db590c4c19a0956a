// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, canConfig, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/net/can/can_kvaser_pci.c: an SJA1000 behind an S5920. It has no memory BAR. */
export const kvaserPci = defineDevice({
  model: "kvaser-pci",
  chip: "Kvaser PCIcanx",
  address: behindRootPort,
  vendor: 0x10e8,
  device: 0x8406,
  // Does not fit in any defined class.
  class: 0xff00,
  bars: [
    { index: 0, size: 128, kind: "io" },
    { index: 1, size: 128, kind: "io" },
    { index: 2, size: 8, kind: "io" },
  ],
  vectors: 0,
  migratable: true,
  driver: {
    name: "kvaser_pci",
    module: "kvaser_pci",
    modules: ["sja1000", "can-dev"],
    config: { ...canConfig, CAN_SJA1000: "m", CAN_KVASER_PCI: "m" },
  },
  qemu: { before: [...rootPort, "-object", "can-bus,id=can0"], device: "kvaser_pci,bus=port0,canbus=can0" },
});
