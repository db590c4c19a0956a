// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, displayConfig, KiB, MiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/display/bochs-display.c. */
export const bochsDisplay = defineDevice({
  model: "bochs-display",
  chip: "QEMU's display of Bochs",
  address: behindRootPort,
  vendor: 0x1234,
  device: 0x1111,
  // A display controller of no particular kind.
  class: 0x0380,
  bars: [
    { index: 0, size: 16 * MiB, kind: "memory", prefetchable: true },
    { index: 2, size: 4 * KiB, kind: "memory" },
  ],
  vectors: 0,
  // QEMU 10.0 lets it go, and never says so: something still refers to it.
  pulls: false,
  migratable: true,
  driver: {
    name: "bochs-drm",
    module: "bochs",
    modules: ["drm_vram_helper", "drm_ttm_helper", "ttm", "drm_kms_helper", "drm"],
    config: { ...displayConfig, DRM_BOCHS: "m" },
  },
  qemu: { before: rootPort, device: "bochs-display,bus=port0,romfile=" },
});
