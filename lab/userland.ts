// SPDX-License-Identifier: GPL-2.0-only
// The volume with Debian's programs, as a machine has it: a disk that nobody writes to.

/** What the disk is called, so that the guest finds it whatever else is there. */
export const userlandSerial = "userland";

/** The kernel's modules that make it a folder. */
export const userlandModules = ["virtio_blk", "erofs"] as const;

/** On the root bus, where no device under test is (device/parts.ts). */
export function userlandArgs(file: string): string[] {
  const disk = { driver: "file", "node-name": "userland", filename: file, "read-only": true, locking: "off" };
  return [
    ...["-blockdev", JSON.stringify(disk)],
    ...["-device", `virtio-blk-pci,id=userland0,bus=pcie.0,addr=0x10,drive=userland,serial=${userlandSerial}`],
  ];
}
