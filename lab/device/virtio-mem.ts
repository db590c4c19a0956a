// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-mem-pci.c. Half of its memory is plugged in. */
export const virtioMem = defineDevice({
  model: "virtio-mem",
  chip: "virtio memory",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1058,
  // QEMU's PCI_CLASS_OTHERS.
  class: 0x00ff,
  bars: virtioBars,
  vectors: 2,
  functionReset: true,
  // hw/virtio/virtio-md-pci.c, unless all of its memory is unplugged.
  pulls: false,
  // QEMU 10.0 dies of it once a kernel has booted.
  migratable: false,
  driver: virtioDriver(["virtio_mem"], {
    MEMORY_HOTPLUG: "y",
    MEMORY_HOTREMOVE: "y",
    COMPACTION: "y",
    STRICT_DEVMEM: "y",
    VIRTIO_MEM: "m",
  }),
  qemu: {
    before: ["-m", "maxmem=4G", ...rootPort, "-object", "memory-backend-ram,id=memory1,size=256M"],
    device: "virtio-mem-pci,bus=port0,vectors=2,iommu_platform=on,memdev=memory1,requested-size=128M",
  },
});
