// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { MiB, onRootBus } from "./parts.ts";

/** QEMU 10.0 hw/misc/edu.c: INTx and one MSI, no MSI-X, and no driver in any kernel. */
export const edu = defineDevice({
  model: "edu",
  chip: "QEMU's educational device",
  address: onRootBus,
  vendor: 0x1234,
  device: 0x11e8,
  // "Does not fit in any defined class" begins with 0x00; QEMU's PCI_CLASS_OTHERS.
  class: 0x00ff,
  bars: [{ index: 0, size: 1 * MiB, kind: "memory" }],
  vectors: 0,
  // docs/specs/edu.rst: what is written to 0x60 is raised, to 0x64 acknowledged.
  intx: { raise: [{ offset: 0x60, value: 1 }], lower: [{ offset: 0x64, value: 1 }] },
  // It has no vmsd: after a restore its BAR is nowhere.
  migratable: false,
  qemu: { before: [], device: "edu,addr=0x7" },
});
