// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, deviceBus, disk, KiB, rootPort, scsiDiskConfig, scsiDiskModules } from "./parts.ts";

/** QEMU 10.0 hw/scsi/mptsas.c. */
export const mptsas1068 = defineDevice({
  model: "mptsas1068",
  chip: "LSI SAS1068",
  address: behindRootPort,
  vendor: 0x1000,
  device: 0x0054,
  // A SCSI storage controller.
  class: 0x0100,
  bars: [
    { index: 0, size: 256, kind: "io" },
    { index: 1, size: 16 * KiB, kind: "memory" },
    { index: 2, size: 64 * KiB, kind: "memory" },
  ],
  vectors: 0,
  disk: true,
  migratable: true,
  driver: {
    name: "mptsas",
    module: "mptsas",
    modules: ["mptbase", "mptscsih", "scsi_transport_sas", ...scsiDiskModules],
    config: { ...scsiDiskConfig, FUSION: "y", FUSION_SAS: "m" },
  },
  qemu: {
    before: [...rootPort, ...disk],
    device: "mptsas1068,bus=port0",
    // A port is for an address, and Linux passes 0 over (mptsas.c, mptsas_setup_wide_ports()).
    beside: ["-device", `scsi-hd,id=disk1,bus=${deviceBus}.0,drive=disk0,wwn=0x5000000000000001`],
  },
});
