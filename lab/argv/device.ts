// SPDX-License-Identifier: GPL-2.0-only
import type { DeviceModel } from "../device.ts";
import { deviceFacts } from "../device.ts";
import { macs } from "../network.ts";

/** The file descriptor on which QEMU finds the server of shared memory and doorbells (docs/specs/ivshmem-spec.rst). */
export const ivshmemFd = 4;

/** The port behind which the device under test sits: alone, and so alone in its IOMMU group. */
const port = ["-device", "pcie-root-port,id=port0,chassis=1,slot=1,addr=0x4"];
const wire = ["-netdev", "hubport,id=wire0,hubid=0"];
/** No option ROM: nobody boots from this NIC, and not every distribution ships efi-e1000e.rom. */
const wired = `netdev=wire0,mac=${macs.underTest},romfile=`;

const express = (model: "e1000e" | "igb"): string[] => [
  ...port,
  ...wire,
  ...["-device", `${model},id=device0,bus=port0,${wired}`],
];

const args: Readonly<Record<DeviceModel, readonly string[]>> = {
  e1000e: express("e1000e"),
  igb: express("igb"),
  // The function under test is made by its physical function's driver, in the guest.
  igbvf: express("igb"),
  ivshmem: [...port, ...["-chardev", `socket,id=ivshmem,fd=${ivshmemFd}`], ...["-device", ivshmem()]],
  e1000: [...wire, "-device", `e1000,id=device0,addr=0x7,${wired}`],
  edu: ["-device", "edu,id=device0,addr=0x7"],
  nvme: [
    ...port,
    ...["-device", "nvme,id=device0,bus=port0,serial=0,msix_qsize=64"],
    ...[1, 2, 3].flatMap((n) => [
      "-device",
      `nvme,id=device${n},addr=0x${(8 + n).toString(16)},serial=${n},msix_qsize=64`,
    ]),
  ],
  pair: [
    ...port,
    ...["-device", "pcie-pci-bridge,id=bridge0,bus=port0"],
    ...wire,
    ...["-device", `e1000e,id=device0,bus=bridge0,addr=0x1,${wired}`],
    ...["-device", `e1000e,id=sibling0,bus=bridge0,addr=0x2,mac=${macs.sibling},romfile=`],
  ],
};

/** `master=on`: it can be migrated, and so kept in a snapshot. */
function ivshmem(): string {
  return `ivshmem-doorbell,id=device0,bus=port0,chardev=ivshmem,vectors=${deviceFacts.ivshmem.vectors},master=on`;
}

/** The device under test with what it needs around it. */
export function deviceArgs(model: DeviceModel): string[] {
  return [...args[model]];
}

/** Whether the other end of the wire is of any use. */
export function hasWire(model: DeviceModel): boolean {
  return args[model].includes("hubport,id=wire0,hubid=0");
}
