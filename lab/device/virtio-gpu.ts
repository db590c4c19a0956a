// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, displayConfig, rootPort } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/display/virtio-gpu-pci.c. */
export const virtioGpu = defineDevice({
  model: "virtio-gpu",
  chip: "virtio graphics",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1050,
  // A display controller of no particular kind.
  class: 0x0380,
  bars: virtioBars,
  vectors: 3,
  functionReset: true,
  fixed: "device",
  migratable: true,
  driver: virtioDriver(["virtio-gpu", "virtio_dma_buf", "drm_shmem_helper", "drm_kms_helper", "drm"], {
    ...displayConfig,
    DRM_VIRTIO_GPU: "m",
    DRM_VIRTIO_GPU_KMS: "y",
  }),
  qemu: { before: rootPort, device: "virtio-gpu-pci,bus=port0,vectors=3,iommu_platform=on" },
});
