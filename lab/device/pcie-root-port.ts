// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { KiB, onRootBus } from "./parts.ts";

/** QEMU 10.0 hw/pci-bridge/gen_pcie_root_port.c. */
export const pcieRootPort = defineDevice({
  model: "pcie-root-port",
  chip: "QEMU's PCI Express root port",
  address: onRootBus,
  vendor: 0x1b36,
  device: 0x000c,
  // A PCI-to-PCI bridge.
  class: 0x0604,
  bars: [{ index: 0, size: 4 * KiB, kind: "memory", msixTable: 0 }],
  vectors: 1,
  migratable: true,
  driver: { name: "pcieport", module: "pcieportdrv", config: { PCIEPORTBUS: "y" } },
  qemu: { before: [], device: "pcie-root-port,addr=0x7,chassis=7,slot=7" },
});
