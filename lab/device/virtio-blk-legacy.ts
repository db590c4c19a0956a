// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, KiB, rootPort } from "./parts.ts";
import { virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-blk-pci.c as virtio was before 1.0: registers are I/O ports, and no IOMMU is known. */
export const virtioBlkLegacy = defineDevice({
  model: "virtio-blk-legacy",
  chip: "virtio block device, legacy",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1001,
  // A SCSI storage controller.
  class: 0x0100,
  bars: [
    { index: 0, size: 128, kind: "io" },
    { index: 1, size: 4 * KiB, kind: "memory", msixTable: 0 },
  ],
  vectors: 3,
  disk: true,
  migratable: true,
  driver: virtioDriver(["virtio_blk"], { VIRTIO_PCI_LEGACY: "y", BLOCK: "y", BLK_DEV: "y", VIRTIO_BLK: "m" }),
  qemu: {
    before: [...rootPort, ...disk],
    device: "virtio-blk-pci,bus=port0,disable-modern=on,disable-legacy=off,num-queues=2,vectors=3,drive=disk0",
  },
});
