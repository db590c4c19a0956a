// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/misc/pvpanic-pci.c. */
export const pvpanic = defineDevice({
  model: "pvpanic",
  chip: "QEMU's panic notifier",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0011,
  // A system peripheral.
  class: 0x0880,
  bars: [{ index: 0, size: 2, kind: "memory" }],
  vectors: 0,
  migratable: true,
  driver: {
    name: "pvpanic-pci",
    module: "pvpanic-pci",
    modules: ["pvpanic"],
    config: { PVPANIC: "y", PVPANIC_PCI: "m" },
  },
  qemu: { before: rootPort, device: "pvpanic-pci,bus=port0" },
});
