// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/9pfs/virtio-9p-pci.c. Its file system is made up by QEMU, with nothing of the host in it. */
export const virtio9p = defineDevice({
  model: "virtio-9p",
  chip: "virtio file system of Plan 9",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1049,
  // QEMU's PCI_CLASS_STORAGE_9P.
  class: 0x0002,
  bars: virtioBars,
  vectors: 2,
  functionReset: true,
  migratable: true,
  driver: virtioDriver(["9pnet_virtio", "9pnet", "9p"], {
    NET_9P: "m",
    NET_9P_VIRTIO: "m",
    NETWORK_FILESYSTEMS: "y",
    "9P_FS": "m",
  }),
  qemu: {
    before: [...rootPort, "-fsdev", "synth,id=files0"],
    device: "virtio-9p-pci,bus=port0,vectors=2,iommu_platform=on,fsdev=files0,mount_tag=lab",
  },
});
