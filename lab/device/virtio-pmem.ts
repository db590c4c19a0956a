// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";
import { virtioDriver, virtioRegisters } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-pmem-pci.c. It has no MSI-X. */
export const virtioPmem = defineDevice({
  model: "virtio-pmem",
  chip: "virtio persistent memory",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x105b,
  // QEMU's PCI_CLASS_OTHERS.
  class: 0x00ff,
  bars: [virtioRegisters],
  vectors: 0,
  functionReset: true,
  // hw/virtio/virtio-md-pci.c.
  pulls: false,
  migratable: false,
  driver: virtioDriver(["virtio_pmem", "nd_virtio", "nd_pmem", "libnvdimm"], {
    BLOCK: "y",
    BLK_DEV: "y",
    LIBNVDIMM: "m",
    BLK_DEV_PMEM: "m",
    VIRTIO_PMEM: "m",
  }),
  qemu: {
    before: ["-m", "maxmem=4G", ...rootPort, "-object", "memory-backend-ram,id=memory1,size=64M"],
    device: "virtio-pmem-pci,bus=port0,iommu_platform=on,memdev=memory1",
  },
});
