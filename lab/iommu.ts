// SPDX-License-Identifier: GPL-2.0-only

/** What stands between the NIC and memory: nothing, or Intel VT-d that translates and remaps interrupts. */
export type IommuMode = "off" | "intel";

export const iommuModes: readonly IommuMode[] = ["off", "intel"];

/** The kernel parameters that go with a mode. Always explicit: what the kernel does by itself depends on its config. */
export function iommuParameters(mode: IommuMode): readonly string[] {
  return mode === "intel" ? ["intel_iommu=on"] : ["intel_iommu=off"];
}
