// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { audio, behindRootPort, deviceBus, KiB, rootPort, soundConfig } from "./parts.ts";

/** QEMU 10.0 hw/audio/intel-hda.c. */
export const intelHda = defineDevice({
  model: "intel-hda",
  chip: "Intel ICH6 High Definition Audio",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x2668,
  // An audio device.
  class: 0x0403,
  bars: [{ index: 0, size: 16 * KiB, kind: "memory" }],
  vectors: 0,
  fixed: "beside",
  // QEMU 10.0 lets it go, and never says so: something still refers to it.
  pulls: false,
  migratable: true,
  driver: {
    name: "snd_hda_intel",
    module: "snd-hda-intel",
    modules: ["snd-hda-codec", "snd-hda-core", "snd-hda-codec-generic", "snd-pcm", "snd"],
    config: { ...soundConfig, SND_PCI: "y", SND_HDA_INTEL: "m", SND_HDA_GENERIC: "m" },
  },
  qemu: {
    before: [...rootPort, ...audio],
    device: "intel-hda,bus=port0",
    beside: ["-device", `hda-duplex,id=codec0,bus=${deviceBus}.0,audiodev=audio0`],
  },
});
