// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-balloon-pci.c. Pages are told by their numbers: its driver wants no IOMMU. */
export const virtioBalloon = defineDevice({
  model: "virtio-balloon",
  chip: "virtio memory balloon",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1045,
  // QEMU's PCI_CLASS_OTHERS.
  class: 0x00ff,
  bars: virtioBars,
  vectors: 2,
  functionReset: true,
  migratable: true,
  driver: virtioDriver(["virtio_balloon"], { VIRTIO_BALLOON: "m" }),
  qemu: {
    before: rootPort,
    device: "virtio-balloon-pci,bus=port0,vectors=2,deflate-on-oom=on,free-page-reporting=on",
  },
});
