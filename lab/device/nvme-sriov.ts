// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, deviceBus, disk, KiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/nvme/ctrl.c. It can have two virtual functions, which share its queues and vectors. */
export const nvmeSriov = defineDevice({
  model: "nvme-sriov",
  chip: "NVM Express controller with SR-IOV",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0010,
  // A non-volatile memory controller.
  class: 0x0108,
  bars: [{ index: 0, size: 16 * KiB, kind: "memory", wide: true, msixTable: 8 * KiB }],
  vectors: 3,
  functionReset: true,
  disk: true,
  fixed: "beside",
  // QEMU 10.0 dies of it: hw/nvme/subsys.c, nvme_subsys_unreserve_cntlids().
  pulls: false,
  migratable: false,
  driver: { name: "nvme", module: "nvme", modules: ["nvme-core"], config: { BLOCK: "y", BLK_DEV_NVME: "m" } },
  qemu: {
    before: [...rootPort, "-device", "nvme-subsys,id=subsys0", ...disk],
    device:
      "nvme,bus=port0,serial=0,subsys=subsys0,sriov_max_vfs=2,sriov_vq_flexible=4,sriov_vi_flexible=2,max_ioqpairs=6,msix_qsize=5",
    beside: ["-device", `nvme-ns,id=disk1,bus=${deviceBus},drive=disk0,shared=on`],
  },
});
