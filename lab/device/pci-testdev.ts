// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, KiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/misc/pci-testdev.c. No kernel has a driver for it. */
export const pciTestdev = defineDevice({
  model: "pci-testdev",
  chip: "QEMU's test device",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0005,
  // QEMU's PCI_CLASS_OTHERS.
  class: 0x00ff,
  bars: [
    { index: 0, size: 4 * KiB, kind: "memory" },
    { index: 1, size: 256, kind: "io" },
  ],
  vectors: 0,
  migratable: false,
  qemu: { before: rootPort, device: "pci-testdev,bus=port0" },
});
