// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, rootPort, wired } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-net-pci.c. */
export const virtioNet = defineDevice({
  model: "virtio-net",
  chip: "virtio network device",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1041,
  class: ethernetController,
  bars: virtioBars,
  vectors: 4,
  functionReset: true,
  // hw/virtio/virtio-pci.c, virtio_write_config(): it is no longer DRIVER_OK.
  stalls: false,
  wire: true,
  dpdk: "net_virtio",
  migratable: true,
  driver: virtioDriver(["virtio_net", "net_failover"], { VIRTIO_NET: "y", BPF_SYSCALL: "y" }),
  qemu: { before: rootPort, device: `virtio-net-pci,bus=port0,vectors=4,iommu_platform=on,${wired}` },
});
