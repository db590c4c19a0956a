// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { audio, behindRootPort, KiB, rootPort, soundConfig } from "./parts.ts";

/** QEMU 10.0 hw/audio/ac97.c. It has no memory BAR. */
export const ac97 = defineDevice({
  model: "ac97",
  chip: "Intel 82801AA AC97",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x2415,
  // A multimedia audio controller.
  class: 0x0401,
  bars: [
    { index: 0, size: 1 * KiB, kind: "io" },
    { index: 1, size: 256, kind: "io" },
  ],
  vectors: 0,
  migratable: true,
  driver: {
    name: "snd_intel8x0",
    module: "snd-intel8x0",
    modules: ["snd-ac97-codec", "ac97_bus", "snd-pcm", "snd"],
    config: { ...soundConfig, SND_PCI: "y", SND_INTEL8X0: "m" },
  },
  qemu: { before: [...rootPort, ...audio], device: "AC97,bus=port0,audiodev=audio0" },
});
