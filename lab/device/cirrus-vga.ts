// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { displayConfig, KiB, MiB, onRootBus } from "./parts.ts";

/** QEMU 10.0 hw/display/cirrus_vga.c. */
export const cirrusVga = defineDevice({
  model: "cirrus-vga",
  chip: "Cirrus Logic GD 5446",
  address: onRootBus,
  vendor: 0x1013,
  device: 0x00b8,
  // A VGA compatible controller.
  class: 0x0300,
  bars: [
    { index: 0, size: 32 * MiB, kind: "memory", prefetchable: true },
    { index: 1, size: 4 * KiB, kind: "memory" },
  ],
  vectors: 0,
  migratable: true,
  driver: {
    name: "cirrus",
    module: "cirrus",
    modules: ["drm_shmem_helper", "drm_kms_helper", "drm"],
    config: { ...displayConfig, DRM_CIRRUS_QEMU: "m" },
  },
  qemu: { before: [], device: "cirrus-vga,addr=0x7,romfile=" },
});
