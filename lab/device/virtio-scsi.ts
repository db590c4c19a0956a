// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, rootPort, scsiDisk, scsiDiskConfig, scsiDiskModules } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-scsi-pci.c. */
export const virtioScsi = defineDevice({
  model: "virtio-scsi",
  chip: "virtio SCSI host",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1048,
  // A SCSI storage controller.
  class: 0x0100,
  bars: virtioBars,
  vectors: 5,
  functionReset: true,
  disk: true,
  migratable: true,
  driver: virtioDriver(["virtio_scsi", ...scsiDiskModules], {
    ...scsiDiskConfig,
    SCSI_LOWLEVEL: "y",
    SCSI_VIRTIO: "m",
  }),
  qemu: {
    before: [...rootPort, ...disk],
    device: "virtio-scsi-pci,bus=port0,num_queues=2,vectors=5,iommu_platform=on",
    beside: scsiDisk,
  },
});
