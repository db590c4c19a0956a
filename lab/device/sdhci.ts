// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/sd/sdhci-pci.c. */
export const sdhci = defineDevice({
  model: "sdhci",
  chip: "QEMU's SD host controller",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0007,
  // An SD host controller.
  class: 0x0805,
  bars: [{ index: 0, size: 256, kind: "memory" }],
  vectors: 0,
  disk: true,
  fixed: "beside",
  // It comes back without its capabilities: "Hardware doesn't specify base clock frequency".
  migratable: false,
  driver: {
    name: "sdhci-pci",
    module: "sdhci-pci",
    modules: ["sdhci", "mmc_core", "mmc_block"],
    config: { BLOCK: "y", MMC: "m", MMC_BLOCK: "m", MMC_SDHCI: "m", MMC_SDHCI_PCI: "m" },
  },
  qemu: {
    before: [...rootPort, ...disk],
    device: "sdhci-pci,bus=port0",
    beside: ["-device", "sd-card,id=disk1,drive=disk0"],
  },
});
