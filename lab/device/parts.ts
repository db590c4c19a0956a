// SPDX-License-Identifier: GPL-2.0-only
// What several devices' files say alike: where a device sits, its wire, and how Intel lays out a chip's BARs.
import { pciAddress } from "../ids.ts";
import { macs } from "../network.ts";
import type { Bar, InterruptLine } from "./definition.ts";

export const KiB = 1024;
export const MiB = 1024 * KiB;

/** Class codes: base class and subclass. */
export const ethernetController = 0x0200;

/** The port behind which an express device sits: alone, and so alone in its IOMMU group. `bus=port0` is there. */
export const rootPort = ["-device", "pcie-root-port,id=port0,chassis=1,slot=1,addr=0x4"] as const;

/** Where a device behind that port is found: firmware numbers the bus of the first port 1. */
export const behindRootPort = pciAddress("0000:01:00.0");

/**
 * On the root bus, at a place of its own: `addr=0x7`. QEMU unplugs nothing there, so a device is behind the port unless it
 * would not work; QEMU takes conventional PCI devices there, too.
 */
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
 * The interrupt line of Intel's 1 Gb NICs: link status change is enabled in IMS (0xd0) and set in ICS (0xc8); everything
 * is disabled in IMC (0xd8). 82574 datasheet 10.2.4; the 82576 has the same at these addresses, its datasheet 8.8.
 */
export const gigabitIntx: InterruptLine = {
  raise: [
    { offset: 0xd0, value: 1 << 2 },
    { offset: 0xc8, value: 1 << 2 },
  ],
  lower: [{ offset: 0xd8, value: 0xffff_ffff }],
};

/**
 * A disk of zeros for a storage controller, `drive=disk0`. What is written to it goes to a file without a name, which
 * goes with the machine: each has a new disk.
 */
export const disk = [
  "-drive",
  "if=none,id=disk0,driver=null-co,size=32M,read-zeroes=on,snapshot=on,discard=unmap",
] as const;

/** What a kernel needs for a disk that speaks SCSI, and the modules that drive it. */
export const scsiDiskConfig = { BLOCK: "y", SCSI: "m", BLK_DEV_SD: "m" } as const;
export const scsiDiskModules = ["scsi_mod", "sd_mod"] as const;

/** The bus that the device under test is the host of: its id, and a number. */
export const deviceBus = "device0";

/** That disk on a SCSI host. */
export const scsiDisk = ["-device", `scsi-hd,id=disk1,bus=${deviceBus}.0,drive=disk0`] as const;

/** That disk as a stick on a USB host, and a keyboard. */
export const usbStick = ["-device", `usb-storage,id=disk1,bus=${deviceBus}.0,drive=disk0`] as const;
export const usbKeyboard = ["-device", `usb-kbd,id=keyboard0,bus=${deviceBus}.0`] as const;

/** What a kernel needs for keyboards and the like on USB, and the modules that drive them. */
export const hidConfig = {
  INPUT: "m",
  INPUT_EVDEV: "m",
  HID_SUPPORT: "y",
  HID: "m",
  HID_GENERIC: "m",
  USB_HID: "m",
} as const;
export const hidModules = ["usbhid", "hid-generic", "hid", "evdev"] as const;

/** Sound that nobody hears: `audiodev=audio0`. */
export const audio = ["-audiodev", "none,id=audio0"] as const;

/** What all sound cards, displays and CAN controllers need of a kernel. */
export const soundConfig = { SOUND: "m", SND: "m" } as const;
export const displayConfig = { DRM: "m" } as const;
export const canConfig = { CAN: "m", CAN_RAW: "m", CAN_DEV: "m", CAN_NETLINK: "y", CAN_CALC_BITTIMING: "y" } as const;
