// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, KiB, rootPort, scsiDisk, scsiDiskConfig, scsiDiskModules } from "./parts.ts";

/** QEMU 10.0 hw/scsi/lsi53c895a.c. */
export const lsi53c895a = defineDevice({
  model: "lsi53c895a",
  chip: "LSI 53C895A",
  address: behindRootPort,
  vendor: 0x1000,
  device: 0x0012,
  // A SCSI storage controller.
  class: 0x0100,
  bars: [
    { index: 0, size: 256, kind: "io" },
    { index: 1, size: 1024, kind: "memory" },
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
  qemu: { before: [...rootPort, ...disk], device: "lsi53c895a,bus=port0", beside: scsiDisk },
});
