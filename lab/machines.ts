// SPDX-License-Identifier: GPL-2.0-only
// The lab's own matrix: a machine is one line.
import type { Configuration, Matrix, Profile } from "./configuration.ts";
import { devices, type DeviceModel } from "./device/index.ts";
import type { IommuMode } from "./iommu.ts";

const plain = (device: DeviceModel, ...iommus: readonly IommuMode[]): Configuration[] =>
  iommus.map((iommu) => ({ device, iommu, flavour: "plain" }));

const machines: Readonly<Record<Profile, readonly Configuration[]>> = {
  quick: [...plain("e1000e", "off", "intel"), ...plain("igb", "off", "intel")],
  default: [
    ...plain("igbvf", "off"),
    ...plain("ivshmem", "off"),
    ...plain("edu", "off"),
    { device: "igb", iommu: "off", variant: "nomsi", flavour: "plain" },
  ],
  full: [
    ...plain("igb", "intel-noremap", "intel-pt", "intel-disabled", "virtio", "amd"),
    ...plain("e1000e", "intel-pt", "virtio"),
    ...plain("igbvf", "intel"),
    ...plain("pair", "off", "intel"),
    ...plain("e1000", "off"),
    ...plain("nvme", "off"),
    { device: "igb", iommu: "off", variant: "pciehp", flavour: "plain" },
    { device: "e1000e", iommu: "off", flavour: "debug" },
    { device: "igb", iommu: "off", flavour: "debug" },
    { device: "igb", iommu: "intel", flavour: "debug" },
    { device: "igbvf", iommu: "off", flavour: "debug" },
    { device: "edu", iommu: "off", flavour: "debug" },
    { device: "e1000e", iommu: "off", flavour: "kcsan" },
    { device: "igb", iommu: "off", flavour: "kcsan" },
    { device: "igb", iommu: "off", flavour: "coverage" },
    { device: "igb", iommu: "intel", flavour: "coverage" },
    { device: "e1000e", iommu: "off", flavour: "coverage" },
    { device: "ivshmem", iommu: "off", flavour: "coverage" },
    { device: "edu", iommu: "off", flavour: "coverage" },
    { device: "igb", iommu: "off", variant: "nomsi", flavour: "coverage" },
  ],
};

/** The lab's own. */
export const ownMatrix: Matrix = { devices, machines };
