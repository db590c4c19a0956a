// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, KiB, rootPort, wired } from "./parts.ts";
import { virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-net-pci.c as virtio was before 1.0: registers are I/O ports, and no IOMMU is known. */
export const virtioNetLegacy = defineDevice({
  model: "virtio-net-legacy",
  chip: "virtio network device, legacy",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1000,
  class: ethernetController,
  bars: [
    { index: 0, size: 32, kind: "io" },
    { index: 1, size: 4 * KiB, kind: "memory", msixTable: 0 },
  ],
  vectors: 4,
  // hw/virtio/virtio-pci.c, virtio_write_config(): it is no longer DRIVER_OK.
  stalls: false,
  wire: true,
  migratable: true,
  driver: virtioDriver(["virtio_net", "net_failover"], { VIRTIO_PCI_LEGACY: "y", VIRTIO_NET: "y" }),
  qemu: {
    before: rootPort,
    device: `virtio-net-pci,bus=port0,disable-modern=on,disable-legacy=off,vectors=4,${wired}`,
  },
});
