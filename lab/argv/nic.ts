// SPDX-License-Identifier: GPL-2.0-only
import type { MachineSpec } from "../machine.ts";
import { macs, managementAddress } from "../network.ts";

/** The NIC under test, alone behind its own root port, and so alone in its IOMMU group. */
export function nicUnderTestArgs(spec: MachineSpec): string[] {
  return [
    ...["-device", "pcie-root-port,id=port0,chassis=1,slot=1,addr=0x4"],
    ...["-netdev", "hubport,id=wire0,hubid=0"],
    // No option ROM: nobody boots from this NIC, and not every distribution ships efi-e1000e.rom.
    ...["-device", `${spec.nic},id=nic0,bus=port0,netdev=wire0,mac=${macs.underTest},romfile=`],
  ];
}

/** The other end of the NIC's wire, driven by the guest's own kernel. */
export function peerArgs(): string[] {
  return [
    ...["-netdev", "hubport,id=wire1,hubid=0"],
    ...["-device", `virtio-net-pci,id=peer0,addr=0x5,netdev=wire1,mac=${macs.peer},romfile=`],
  ];
}

/**
 * The NIC that carries SSH. Port 0: the host's kernel picks a free port, and QEMU says which (`info usernet`), so labs
 * run side by side. `restrict=on` keeps the guest from the host and from the network.
 */
export function managementArgs(): string[] {
  return [
    ...["-netdev", `user,id=mgmt,restrict=on,hostfwd=tcp:127.0.0.1:0-${managementAddress}:22`],
    ...["-device", `virtio-net-pci,id=mgmt0,addr=0x6,netdev=mgmt,mac=${macs.management},romfile=`],
  ];
}
