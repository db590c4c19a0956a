// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, rootPort } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-blk-pci.c. */
export const virtioBlk = defineDevice({
  model: "virtio-blk",
  chip: "virtio block device",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1042,
  // A SCSI storage controller.
  class: 0x0100,
  bars: virtioBars,
  vectors: 3,
  functionReset: true,
  disk: true,
  migratable: true,
  driver: virtioDriver(["virtio_blk"], { BLOCK: "y", BLK_DEV: "y", VIRTIO_BLK: "m" }),
  qemu: {
    before: [...rootPort, ...disk],
    device: "virtio-blk-pci,bus=port0,num-queues=2,vectors=3,iommu_platform=on,drive=disk0",
  },
});
