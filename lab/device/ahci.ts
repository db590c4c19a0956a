// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, deviceBus, disk, KiB, rootPort, scsiDiskConfig, scsiDiskModules } from "./parts.ts";

/** QEMU 10.0 hw/ide/ich.c. It has MSI, and no MSI-X. */
export const ahci = defineDevice({
  model: "ahci",
  chip: "Intel ICH9 AHCI",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x2922,
  // A SATA controller.
  class: 0x0106,
  bars: [
    { index: 4, size: 32, kind: "io" },
    { index: 5, size: 4 * KiB, kind: "memory" },
  ],
  vectors: 0,
  disk: true,
  fixed: "beside",
  migratable: true,
  driver: {
    name: "ahci",
    module: "ahci",
    modules: ["libahci", "libata", ...scsiDiskModules],
    config: { ...scsiDiskConfig, ATA: "m", SATA_AHCI: "m" },
  },
  qemu: {
    before: [...rootPort, ...disk],
    device: "ich9-ahci,bus=port0",
    beside: ["-device", `ide-hd,id=disk1,bus=${deviceBus}.0,drive=disk0`],
  },
});
