// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-rng-pci.c. */
export const virtioRng = defineDevice({
  model: "virtio-rng",
  chip: "virtio entropy source",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1044,
  // QEMU's PCI_CLASS_OTHERS.
  class: 0x00ff,
  bars: virtioBars,
  vectors: 2,
  functionReset: true,
  migratable: true,
  driver: virtioDriver(["virtio-rng", "rng-core"], { HW_RANDOM: "y", HW_RANDOM_VIRTIO: "m" }),
  qemu: {
    before: [...rootPort, "-object", "rng-random,id=rng0,filename=/dev/urandom"],
    device: "virtio-rng-pci,bus=port0,vectors=2,iommu_platform=on,rng=rng0",
  },
});
