// SPDX-License-Identifier: GPL-2.0-only
// The devices under test, as QEMU models them.
import { pciAddress, type PciAddress } from "./ids.ts";

/** What is put under test. Most are QEMU's own names of a model. */
export type DeviceModel = "e1000e" | "igb" | "igbvf" | "ivshmem" | "e1000" | "edu" | "nvme" | "pair";

/** One base address register: its length in bytes, and what is behind it. */
export interface Bar {
  readonly index: number;
  readonly size: number;
  readonly kind: "memory" | "io";
  /** The MSI-X table lies in this one. */
  readonly msix?: true;
}

export interface DeviceFacts {
  readonly model: DeviceModel;
  /** What people call the chip. */
  readonly chip: string;
  /** Where it is found in the guest. */
  readonly address: PciAddress;
  readonly vendor: number;
  readonly device: number;
  /** Entries of the MSI-X table; 0: it has none. */
  readonly vectors: number;
  /** False where the model repeats an interrupt by itself, so that a count says only "at least". */
  readonly exactCounts: boolean;
  readonly bars: readonly Bar[];
  /** The kernel's own driver, if the lab's kernels have it. */
  readonly driver: string | undefined;
  /** It is a NIC with a wire to the peer. */
  readonly wire: boolean;
  /** False where QEMU cannot keep it in a snapshot: its machines are booted anew for each spec file. */
  readonly migratable: boolean;
}

const KiB = 1024;
const MiB = 1024 * KiB;

/** The device under test sits alone behind the first root port, which firmware numbers bus 1. */
const firstPort = pciAddress("0000:01:00.0");

/** The two chips lay out their BARs alike. */
const intelBars: readonly Bar[] = [
  { index: 0, size: 128 * KiB, kind: "memory" },
  { index: 1, size: 128 * KiB, kind: "memory" },
  { index: 2, size: 32, kind: "io" },
  { index: 3, size: 16 * KiB, kind: "memory", msix: true },
];

const e1000e: DeviceFacts = {
  model: "e1000e",
  chip: "Intel 82574L",
  address: firstPort,
  vendor: 0x8086,
  device: 0x10d3,
  vectors: 5,
  // Its throttling timer always fires once more when it expires (e1000e_core.c, e1000e_intrmgr_on_throttling_timer).
  exactCounts: false,
  bars: intelBars,
  driver: "e1000e",
  wire: true,
  migratable: true,
};

/** Sources: QEMU 10.0 hw/net/{e1000e,igb,igbvf,e1000}.c, hw/misc/{ivshmem-pci,edu}.c, hw/nvme/ctrl.c. */
export const deviceFacts: Readonly<Record<DeviceModel, DeviceFacts>> = {
  e1000e,
  igb: {
    ...e1000e,
    model: "igb",
    chip: "Intel 82576",
    device: 0x10c9,
    vectors: 10,
    exactCounts: true,
    driver: "igb",
  },
  igbvf: {
    ...e1000e,
    model: "igbvf",
    chip: "Intel 82576 virtual function",
    // IGB_82576_VF_OFFSET: the first virtual function is 0x80 functions after the physical one.
    address: pciAddress("0000:01:10.0"),
    device: 0x10ca,
    vectors: 3,
    exactCounts: true,
    bars: [
      { index: 0, size: 16 * KiB, kind: "memory" },
      { index: 3, size: 16 * KiB, kind: "memory", msix: true },
    ],
    driver: "igbvf",
    wire: false,
  },
  // The whole table is as many entries as `vectors` in its arguments; BAR0 is smaller than a page.
  ivshmem: {
    ...e1000e,
    model: "ivshmem",
    chip: "QEMU inter-VM shared memory",
    vendor: 0x1af4,
    device: 0x1110,
    vectors: 100,
    exactCounts: true,
    bars: [
      { index: 0, size: 256, kind: "memory" },
      { index: 1, size: 4 * KiB, kind: "memory", msix: true },
      { index: 2, size: 1 * MiB, kind: "memory" },
    ],
    driver: undefined,
    wire: false,
  },
  e1000: {
    ...e1000e,
    model: "e1000",
    chip: "Intel 82540EM",
    // A conventional PCI device: on the root bus, at a place of its own.
    address: pciAddress("0000:00:07.0"),
    device: 0x100e,
    vectors: 0,
    exactCounts: true,
    bars: [
      { index: 0, size: 128 * KiB, kind: "memory" },
      { index: 1, size: 64, kind: "io" },
    ],
    driver: "e1000",
  },
  edu: {
    ...e1000e,
    model: "edu",
    chip: "QEMU's educational device",
    address: pciAddress("0000:00:07.0"),
    vendor: 0x1234,
    device: 0x11e8,
    vectors: 0,
    exactCounts: true,
    bars: [{ index: 0, size: 1 * MiB, kind: "memory" }],
    driver: undefined,
    wire: false,
  },
  // Four controllers with 64 vectors each on one CPU: more vectors than x86 has for one.
  nvme: {
    ...e1000e,
    model: "nvme",
    chip: "NVM Express controller",
    vendor: 0x1b36,
    device: 0x0010,
    vectors: 64,
    exactCounts: true,
    bars: [{ index: 0, size: 16 * KiB, kind: "memory", msix: true }],
    driver: undefined,
    wire: false,
    migratable: false,
  },
  // Two NICs behind one PCIe-to-PCI bridge: they share an IOMMU group. The first is the one under test.
  pair: { ...e1000e, model: "pair", address: pciAddress("0000:02:01.0") },
};

export const deviceModels = Object.keys(deviceFacts) as readonly DeviceModel[];
