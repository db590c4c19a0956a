// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, deviceBus, disk, KiB, rootPort, scsiDiskConfig, scsiDiskModules } from "./parts.ts";

/** QEMU 10.0 hw/ufs/ufs.c. */
export const ufs = defineDevice({
  model: "ufs",
  chip: "QEMU's UFS host",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0013,
  // A UFS controller.
  class: 0x0109,
  bars: [{ index: 0, size: 8 * KiB, kind: "memory" }],
  vectors: 0,
  disk: true,
  fixed: "beside",
  // QEMU 10.0 dies of it: qom/object.c, object_unref().
  pulls: false,
  migratable: false,
  driver: {
    name: "ufshcd",
    module: "ufshcd-pci",
    modules: ["ufshcd-core", ...scsiDiskModules],
    config: { ...scsiDiskConfig, SCSI_UFSHCD: "m", SCSI_UFSHCD_PCI: "m" },
  },
  qemu: {
    before: [...rootPort, ...disk],
    device: "ufs,bus=port0,serial=0",
    beside: ["-device", `ufs-lu,id=disk1,bus=${deviceBus},drive=disk0,lun=0`],
  },
});
