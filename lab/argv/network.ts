// SPDX-License-Identifier: GPL-2.0-only
import { macs, managementAddress } from "../network.ts";

/** QEMU's id of the NIC's end of the wire; lab/device/parts.ts has it in the NIC's properties. */
export const wireId = "wire0";

/** The NIC's end of the wire. */
export function wireArgs(): string[] {
  return ["-netdev", `hubport,id=${wireId},hubid=0`];
}

/** The other end of the wire of the NIC under test, driven by the guest's own kernel. */
export function peerArgs(): string[] {
  return [
    ...["-netdev", "hubport,id=wire1,hubid=0"],
    ...["-device", `virtio-net-pci,id=peer0,bus=pcie.0,addr=0x5,netdev=wire1,mac=${macs.peer},romfile=`],
  ];
}

/**
 * The NIC that carries SSH. Port 0: the host's kernel picks a free port, and QEMU says which (`info usernet`), so labs
 * run side by side. `restrict=on` keeps the guest from the host and from the network.
 */
export function managementArgs(): string[] {
  return [
    ...["-netdev", `user,id=mgmt,restrict=on,hostfwd=tcp:127.0.0.1:0-${managementAddress}:22`],
    ...["-device", `virtio-net-pci,id=mgmt0,bus=pcie.0,addr=0x6,netdev=mgmt,mac=${macs.management},romfile=`],
  ];
}
