// SPDX-License-Identifier: GPL-2.0-only
// Which cells a run holds.
import type { IommuMode } from "./iommu.ts";
import { iommuModes } from "./iommu.ts";
import type { NicModel } from "./nic.ts";
import { nicModels } from "./nic.ts";

/** The kernel without the series under test, or with it. */
export type SideName = "base" | "patched";

/** One machine on one kernel: the unit that is booted. */
export interface CellSpec {
  /** `patched/igb/iommu-off`. */
  readonly id: string;
  readonly side: SideName;
  readonly device: NicModel;
  readonly iommu: IommuMode;
}

/** Undefined means: all there are. */
export interface CellFilter {
  readonly devices?: readonly NicModel[] | undefined;
  readonly iommus?: readonly IommuMode[] | undefined;
  readonly sides?: readonly SideName[] | undefined;
}

const sideNames: readonly SideName[] = ["base", "patched"];

/** The cells of a run, base first: without a base there is no verdict. */
export function cells(filter: CellFilter = {}): readonly CellSpec[] {
  const { devices = nicModels, iommus = iommuModes, sides = sideNames } = filter;
  return sideNames
    .filter((side) => sides.includes(side))
    .flatMap((side) =>
      nicModels
        .filter((device) => devices.includes(device))
        .flatMap((device) =>
          iommuModes
            .filter((iommu) => iommus.includes(iommu))
            .map((iommu) => ({ id: `${side}/${device}/iommu-${iommu}`, side, device, iommu })),
        ),
    );
}
