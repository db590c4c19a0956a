// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, disk, KiB, rootPort, scsiDisk, scsiDiskConfig, scsiDiskModules } from "./parts.ts";

/** QEMU 10.0 hw/scsi/vmw_pvscsi.c. It has MSI, and no MSI-X. */
export const pvscsi = defineDevice({
  model: "pvscsi",
  chip: "VMware paravirtual SCSI",
  address: behindRootPort,
  vendor: 0x15ad,
  device: 0x07c0,
  // A SCSI storage controller.
  class: 0x0100,
  bars: [{ index: 0, size: 32 * KiB, kind: "memory" }],
  vectors: 0,
  disk: true,
  migratable: true,
  driver: {
    name: "vmw_pvscsi",
    module: "vmw_pvscsi",
    modules: scsiDiskModules,
    config: { ...scsiDiskConfig, SCSI_LOWLEVEL: "y", VMWARE_PVSCSI: "m" },
  },
  qemu: { before: [...rootPort, ...disk], device: "pvscsi,bus=port0", beside: scsiDisk },
});
