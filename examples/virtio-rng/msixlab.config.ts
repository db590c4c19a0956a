// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice, defineLab, pciAddress } from "msixlab";

/** QEMU 10.0 hw/virtio/virtio-rng-pci.c without its legacy interface: how a device of one's own is described. */
const rng = defineDevice({
  model: "rng",
  chip: "virtio entropy source",
  address: pciAddress("0000:00:07.0"),
  vendor: 0x1af4,
  // VIRTIO_ID_RNG is 4: a modern device's id is 0x1040 more (virtio 1.2, 4.1.2.1).
  device: 0x1044,
  class: 0x00ff,
  bars: [
    { index: 1, size: 4096, kind: "memory", msixTable: 0 },
    { index: 4, size: 16384, kind: "memory", wide: true, prefetchable: true },
  ],
  vectors: 2,
  migratable: true,
  driver: { name: "virtio-pci", module: "virtio_pci", config: {} },
  qemu: { before: [], device: "virtio-rng-pci,addr=0x7,disable-legacy=on" },
});

export default defineLab({
  config: "rng.config",
  devices: { rng },
  machines: {
    quick: [{ device: "rng", iommu: "off" }],
    default: [{ device: "rng", iommu: "intel" }],
  },
  specs: "specs",
});
