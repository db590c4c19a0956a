// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, KiB, rootPort, scsiDisk, scsiDiskConfig, scsiDiskModules } from "./parts.ts";

/** QEMU 10.0 hw/scsi/lsi53c895a.c. */
export const lsi53c810 = defineDevice({
  model: "lsi53c810",
  chip: "LSI 53C810",
  address: behindRootPort,
  vendor: 0x1000,
  device: 0x0001,
  // A SCSI storage controller.
  class: 0x0100,
  bars: [
    { index: 0, size: 256, kind: "io" },
    { index: 1, size: 1 * KiB, kind: "memory" },
    { index: 2, size: 8 * KiB, kind: "memory" },
  ],
  vectors: 0,
  disk: true,
  migratable: true,
  driver: {
    name: "sym53c8xx",
    module: "sym53c8xx",
    modules: ["scsi_transport_spi", ...scsiDiskModules],
    config: { ...scsiDiskConfig, SCSI_LOWLEVEL: "y", SCSI_SYM53C8XX_2: "m" },
  },
  qemu: { before: [...rootPort, ...disk], device: "lsi53c810,bus=port0", beside: scsiDisk },
});
