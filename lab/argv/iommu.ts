// SPDX-License-Identifier: GPL-2.0-only
import type { IommuMode } from "../iommu.ts";
import { iommuFacts } from "../iommu.ts";

/** The emulated IOMMU. It must come before the devices that it is to stand in front of. */
export function iommuArgs(mode: IommuMode): string[] {
  const { device } = iommuFacts[mode];
  return device === undefined ? [] : ["-device", device];
}
