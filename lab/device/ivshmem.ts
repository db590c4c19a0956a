// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, KiB, MiB, rootPort } from "./parts.ts";

/** The whole MSI-X table is as many entries as QEMU and the server are told: more than a page of 256 here. */
const vectors = 300;

const sharedBytes = 1 * MiB;

/** The file descriptor on which QEMU finds the server of shared memory and doorbells (docs/specs/ivshmem-spec.rst). */
const socket = 4;

/** QEMU 10.0 hw/misc/ivshmem-pci.c. It has more vectors than most drivers ask for, and BAR0 is smaller than a page. */
export const ivshmem = defineDevice({
  model: "ivshmem",
  chip: "QEMU inter-VM shared memory",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1110,
  // A RAM controller.
  class: 0x0500,
  bars: [
    { index: 0, size: 256, kind: "memory" },
    { index: 1, size: 8 * KiB, kind: "memory", msixTable: 0 },
    { index: 2, size: sharedBytes, kind: "memory", wide: true, prefetchable: true, ram: true },
  ],
  vectors,
  // Each doorbell is an eventfd of QEMU's, and adds up until QEMU comes to it.
  fires: "merged",
  migratable: true,
  qemu: {
    before: [...rootPort, "-chardev", `socket,id=ivshmem,fd=${socket}`],
    // `master=on`: it can be migrated, and so kept in a snapshot.
    device: `ivshmem-doorbell,bus=port0,chardev=ivshmem,vectors=${vectors},master=on`,
  },
  server: { sources: "ivshmem", args: [String(socket), String(vectors), String(sharedBytes)] },
  // The interrupt mask, which means nothing where there is MSI-X.
  scratchRegister: 0,
});
