// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, KiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/nvme/ctrl.c. */
export const nvmeDisk = defineDevice({
  model: "nvme-disk",
  chip: "NVM Express controller with a disk",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0010,
  // A non-volatile memory controller.
  class: 0x0108,
  bars: [{ index: 0, size: 16 * KiB, kind: "memory", wide: true, msixTable: 8 * KiB }],
  vectors: 65,
  functionReset: true,
  disk: true,
  migratable: false,
  driver: { name: "nvme", module: "nvme", modules: ["nvme-core"], config: { BLOCK: "y", BLK_DEV_NVME: "m" } },
  qemu: { before: [...rootPort, ...disk], device: "nvme,bus=port0,serial=0,drive=disk0" },
});
