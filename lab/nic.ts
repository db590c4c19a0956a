// SPDX-License-Identifier: GPL-2.0-only
// The NICs under test, as QEMU models them.

/** QEMU's name of a NIC model, which is also the name of the kernel's own driver for it. */
export type NicModel = "e1000e" | "igb";

export const nicModels: readonly NicModel[] = ["e1000e", "igb"];

/** One base address register: its length in bytes, and what is behind it. */
export interface Bar {
  readonly index: number;
  readonly size: number;
  readonly kind: "memory" | "io";
  /** The MSI-X table lies in this one. */
  readonly msix?: true;
}

export interface NicFacts {
  readonly model: NicModel;
  /** What people call the chip. */
  readonly chip: string;
  readonly vendor: number;
  readonly device: number;
  /** Entries of the MSI-X table. */
  readonly vectors: number;
  /** False where the model repeats an interrupt by itself, so that a count says only "at least". */
  readonly exactCounts: boolean;
  readonly bars: readonly Bar[];
}

const KiB = 1024;

/** The two chips lay out their BARs alike. */
const bars: readonly Bar[] = [
  { index: 0, size: 128 * KiB, kind: "memory" },
  { index: 1, size: 128 * KiB, kind: "memory" },
  { index: 2, size: 32, kind: "io" },
  { index: 3, size: 16 * KiB, kind: "memory", msix: true },
];

/** Sources: QEMU 10.0 hw/net/e1000e.c and igb.c (BARs, ids, E1000E_MSIX_VECTORS, IGB_MSIX_VECTORS_PF). */
export const nicFacts: Readonly<Record<NicModel, NicFacts>> = {
  e1000e: {
    model: "e1000e",
    chip: "Intel 82574L",
    vendor: 0x8086,
    device: 0x10d3,
    vectors: 5,
    // Its throttling timer always fires once more when it expires (e1000e_core.c, e1000e_intrmgr_on_throttling_timer).
    exactCounts: false,
    bars,
  },
  igb: {
    model: "igb",
    chip: "Intel 82576",
    vendor: 0x8086,
    device: 0x10c9,
    vectors: 10,
    exactCounts: true,
    bars,
  },
};
