// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { audio, behindRootPort, rootPort, soundConfig } from "./parts.ts";

/** QEMU 10.0 hw/audio/es1370.c. It has no memory BAR. */
export const es1370 = defineDevice({
  model: "es1370",
  chip: "Ensoniq AudioPCI ES1370",
  address: behindRootPort,
  vendor: 0x1274,
  device: 0x5000,
  // A multimedia audio controller.
  class: 0x0401,
  bars: [{ index: 0, size: 256, kind: "io" }],
  vectors: 0,
  migratable: true,
  driver: {
    name: "snd_ens1370",
    module: "snd-ens1370",
    modules: ["snd-rawmidi", "snd-pcm", "snd"],
    config: { ...soundConfig, SND_PCI: "y", SND_ENS1370: "m" },
  },
  qemu: { before: [...rootPort, ...audio], device: "ES1370,bus=port0,audiodev=audio0" },
});
