// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, KiB, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/virtio/virtio-net-pci.c. */
export const virtioNet = defineDevice({
  model: "virtio-net",
  chip: "virtio network device",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1041,
  class: ethernetController,
  bars: [
    { index: 1, size: 4 * KiB, kind: "memory", msixTable: 0 },
    { index: 4, size: 16 * KiB, kind: "memory", wide: true, prefetchable: true },
  ],
  vectors: 4,
  functionReset: true,
  wire: true,
  migratable: true,
  driver: { name: "virtio-pci", module: "virtio_pci", config: { VIRTIO_MENU: "y", VIRTIO_PCI: "y", VIRTIO_NET: "y" } },
  qemu: { before: rootPort, device: `virtio-net-pci,bus=port0,vectors=4,iommu_platform=on,${wired}` },
});
