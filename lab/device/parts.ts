// SPDX-License-Identifier: GPL-2.0-only
// What several devices' files say alike: where a device sits, its wire, and how Intel lays out a chip's BARs.
import { pciAddress } from "../ids.ts";
import { macs } from "../network.ts";
import type { Bar } from "./definition.ts";

export const KiB = 1024;
export const MiB = 1024 * KiB;

/** Class codes: base class and subclass. */
export const ethernetController = 0x0200;

/** The port behind which an express device sits: alone, and so alone in its IOMMU group. `bus=port0` is there. */
export const rootPort = ["-device", "pcie-root-port,id=port0,chassis=1,slot=1,addr=0x4"] as const;

/** Where a device behind that port is found: firmware numbers the bus of the first port 1. */
export const behindRootPort = pciAddress("0000:01:00.0");

/** A conventional PCI device is on the root bus, at a place of its own: `addr=0x7`. */
export const onRootBus = pciAddress("0000:00:07.0");

/**
 * Properties of the NIC at the lab's end of the wire. No option ROM: nobody boots from this NIC, and not every
 * distribution ships efi-e1000e.rom.
 */
export const wired = `netdev=wire0,mac=${macs.underTest},romfile=`;

/** The first three BARs of the 82574 and the 82576: registers, flash, and ports to the registers. */
export const gigabitBars: readonly Bar[] = [
  { index: 0, size: 128 * KiB, kind: "memory" },
  { index: 1, size: 128 * KiB, kind: "memory" },
  { index: 2, size: 32, kind: "io" },
];

/**
 * A disk of zeros for a storage controller, `drive=disk0`. What is written to it goes to a file without a name, which
 * goes with the machine: each has a new disk.
 */
export const disk = ["-drive", "if=none,id=disk0,driver=null-co,size=64M,read-zeroes=on,snapshot=on"] as const;

/** The bus that the device under test is the host of: its id, and a number. */
export const deviceBus = "device0";

/** That disk on a SCSI host. */
export const scsiDisk = ["-device", `scsi-hd,id=disk1,bus=${deviceBus}.0,drive=disk0`] as const;
