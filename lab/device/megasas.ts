// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, KiB, rootPort, scsiDisk, scsiDiskConfig, scsiDiskModules } from "./parts.ts";

/** QEMU 10.0 hw/scsi/megasas.c. */
export const megasas = defineDevice({
  model: "megasas",
  chip: "LSI MegaRAID SAS 1078",
  address: behindRootPort,
  vendor: 0x1000,
  device: 0x0060,
  // A RAID controller.
  class: 0x0104,
  bars: [
    { index: 0, size: 16 * KiB, kind: "memory", wide: true, msixTable: 8 * KiB },
    { index: 2, size: 256, kind: "io" },
    { index: 3, size: 256 * KiB, kind: "memory", wide: true },
  ],
  vectors: 15,
  disk: true,
  migratable: true,
  driver: {
    name: "megaraid_sas",
    module: "megaraid_sas",
    modules: scsiDiskModules,
    config: { ...scsiDiskConfig, SCSI_LOWLEVEL: "y", MEGARAID_SAS: "m" },
  },
  qemu: { before: [...rootPort, ...disk], device: "megasas,bus=port0", beside: scsiDisk },
});
