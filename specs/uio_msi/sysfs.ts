// SPDX-License-Identifier: GPL-2.0-only
// What the kernel says of a userspace-I/O device in sysfs (Documentation/driver-api/uio-howto.rst).
import type { PciAddress } from "../../lab/ids.ts";
import type { Guest } from "../../harness/guest/guest.ts";
import { sh } from "../../harness/guest/shell.ts";

export interface UioMap {
  readonly name: string;
  /** Where in physical memory the map begins. */
  readonly address: bigint;
  /** Bytes. */
  readonly size: number;
  /** Where in its first page the memory begins: bytes. */
  readonly offset: number;
}

/** `uioN` of a PCI function. @throws {KernelError} if there is none. */
export async function uioName(guest: Guest, address: PciAddress): Promise<string> {
  return guest.$`ls /sys/bus/pci/devices/${address}/uio`;
}

/** The maps of a PCI function's userspace-I/O device, in order. */
export async function uioMaps(guest: Guest, address: PciAddress): Promise<readonly UioMap[]> {
  const maps = sh`/sys/bus/pci/devices/${address}/uio/uio*/maps/map*`;
  const text = await guest.$`for map in ${maps}; do echo $(cat $map/name $map/size $map/offset $map/addr); done`;
  return text.split("\n").map((line) => {
    const [name = "", size, offset, address = ""] = line.split(" ");
    return { name, address: BigInt(address), size: Number(size), offset: Number(offset) };
  });
}
