// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { audio, behindRootPort, rootPort, soundConfig } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/audio/virtio-snd-pci.c. */
export const virtioSound = defineDevice({
  model: "virtio-sound",
  chip: "virtio sound card",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1059,
  // A multimedia audio controller.
  class: 0x0401,
  bars: virtioBars,
  vectors: 2,
  functionReset: true,
  migratable: false,
  driver: virtioDriver(["virtio_snd", "snd-pcm", "snd"], { ...soundConfig, SND_VIRTIO: "m" }),
  qemu: {
    before: [...rootPort, ...audio],
    device: "virtio-sound-pci,bus=port0,vectors=2,iommu_platform=on,audiodev=audio0",
  },
});
