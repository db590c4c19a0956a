// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, KiB, rootPort, scsiDisk } from "./parts.ts";

/** QEMU 10.0 hw/virtio/virtio-scsi-pci.c. */
export const virtioScsi = defineDevice({
  model: "virtio-scsi",
  chip: "virtio SCSI host",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1048,
  // A SCSI storage controller.
  class: 0x0100,
  bars: [
    { index: 1, size: 4 * KiB, kind: "memory", msixTable: 0 },
    { index: 4, size: 16 * KiB, kind: "memory", wide: true, prefetchable: true },
  ],
  vectors: 5,
  functionReset: true,
  disk: true,
  migratable: true,
  driver: {
    name: "virtio-pci",
    module: "virtio_pci",
    config: {
      BLOCK: "y",
      SCSI: "m",
      BLK_DEV_SD: "m",
      VIRTIO_MENU: "y",
      VIRTIO_PCI: "y",
      SCSI_LOWLEVEL: "y",
      SCSI_VIRTIO: "m",
    },
  },
  qemu: {
    before: [...rootPort, ...disk],
    device: "virtio-scsi-pci,bus=port0,num_queues=2,vectors=5,iommu_platform=on",
    beside: scsiDisk,
  },
});
