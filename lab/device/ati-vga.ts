// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { KiB, MiB, onRootBus } from "./parts.ts";

/** QEMU 10.0 hw/display/ati.c. */
export const atiVga = defineDevice({
  model: "ati-vga",
  chip: "ATI Rage 128 Pro",
  address: onRootBus,
  vendor: 0x1002,
  device: 0x5046,
  // A VGA compatible controller.
  class: 0x0300,
  bars: [
    { index: 0, size: 16 * MiB, kind: "memory", prefetchable: true },
    { index: 1, size: 256, kind: "io" },
    { index: 2, size: 16 * KiB, kind: "memory" },
  ],
  vectors: 0,
  migratable: false,
  driver: { name: "aty128fb", module: "aty128fb", modules: ["fb"], config: { FB: "m", FB_ATY128: "m" } },
  qemu: { before: [], device: "ati-vga,addr=0x7,romfile=" },
});
