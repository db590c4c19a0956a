// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { disk, onRootBus, scsiDisk } from "./parts.ts";

/** QEMU 10.0 hw/scsi/esp-pci.c. It has no memory BAR. */
export const am53c974 = defineDevice({
  model: "am53c974",
  chip: "AMD Am53c974",
  address: onRootBus,
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
    config: { BLOCK: "y", SCSI: "m", BLK_DEV_SD: "m", SCSI_LOWLEVEL: "y", SCSI_AM53C974: "m" },
  },
  qemu: { before: disk, device: "am53c974,addr=0x7", beside: scsiDisk },
});
