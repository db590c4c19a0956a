// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { onRootBus } from "./parts.ts";

/** QEMU 10.0 hw/pci-bridge/ioh3420.c. It has MSI, and no MSI-X. */
export const ioh3420 = defineDevice({
  model: "ioh3420",
  chip: "Intel 5520 PCI Express root port",
  address: onRootBus,
  vendor: 0x8086,
  device: 0x3420,
  // A PCI-to-PCI bridge.
  class: 0x0604,
  bars: [],
  vectors: 0,
  migratable: true,
  driver: { name: "pcieport", module: "pcieportdrv", config: { PCIEPORTBUS: "y" } },
  qemu: { before: [], device: "ioh3420,addr=0x7,chassis=7,slot=7" },
});
