// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { onRootBus } from "./parts.ts";

/**
 * QEMU 10.0 hw/pci-bridge/pci_bridge_dev.c, with a Standard Hot-Plug Controller. Firmware keeps that, so Linux's shpchp does not
 * take it.
 */
export const pciBridge = defineDevice({
  model: "pci-bridge",
  chip: "QEMU's PCI bridge",
  address: onRootBus,
  vendor: 0x1b36,
  device: 0x0001,
  // A PCI-to-PCI bridge.
  class: 0x0604,
  bars: [{ index: 0, size: 256, kind: "memory", wide: true }],
  vectors: 0,
  migratable: true,
  qemu: { before: [], device: "pci-bridge,addr=0x7,chassis_nr=7,shpc=on" },
});
