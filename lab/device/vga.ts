// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { displayConfig, KiB, MiB, onRootBus } from "./parts.ts";

/** QEMU 10.0 hw/display/vga-pci.c. */
export const vga = defineDevice({
  model: "vga",
  chip: "QEMU's standard VGA",
  address: onRootBus,
  vendor: 0x1234,
  device: 0x1111,
  // A VGA compatible controller.
  class: 0x0300,
  bars: [
    { index: 0, size: 16 * MiB, kind: "memory", prefetchable: true },
    { index: 2, size: 4 * KiB, kind: "memory" },
  ],
  vectors: 0,
  migratable: true,
  driver: {
    name: "bochs-drm",
    module: "bochs",
    modules: ["drm_vram_helper", "drm_ttm_helper", "ttm", "drm_kms_helper", "drm"],
    config: { ...displayConfig, DRM_BOCHS: "m" },
  },
  qemu: { before: [], device: "VGA,addr=0x7,romfile=" },
});
