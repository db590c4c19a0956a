// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, rootPort, scsiDisk, scsiDiskConfig, scsiDiskModules } from "./parts.ts";

/** QEMU 10.0 hw/scsi/esp-pci.c. It has no memory BAR. */
export const am53c974 = defineDevice({
  model: "am53c974",
  chip: "AMD Am53c974",
  address: behindRootPort,
  vendor: 0x1022,
  device: 0x2020,
  // A SCSI storage controller.
  class: 0x0100,
  bars: [{ index: 0, size: 128, kind: "io" }],
  vectors: 0,
  disk: true,
  migratable: true,
  driver: {
    name: "am53c974",
    module: "am53c974",
    modules: ["esp_scsi", "scsi_transport_spi", ...scsiDiskModules],
    config: { ...scsiDiskConfig, SCSI_LOWLEVEL: "y", SCSI_AM53C974: "m" },
  },
  qemu: { before: [...rootPort, ...disk], device: "am53c974,bus=port0", beside: scsiDisk },
});
