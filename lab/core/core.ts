// SPDX-License-Identifier: GPL-2.0-only
// What a row of the table of cores says, and what rows are written with.
import type { SomeMachines } from "../chosen.ts";
import type { Configuration } from "../configuration.ts";
import type { DeviceModel } from "../device/index.ts";

/** A part of the kernel that many drivers go through. */
export interface Core {
  /** Names in the kernel's tree: `*` stands for part of a name, `**` for folders too, `{a,b}` for one or the other. */
  readonly paths: readonly string[];
  /** Why these machines. */
  readonly reason: string;
  readonly machines: SomeMachines;
  /** Whether the lab's own driver on both sides shows more of it than the kernel's drivers do. */
  readonly labDriver?: true;
}

type Odd = Pick<Configuration, "variant" | "flavour">;

/** Machines with a device, one for each IOMMU. */
export const machines = (
  device: DeviceModel,
  iommus: readonly Configuration["iommu"][],
  odd: Partial<Odd> = {},
): readonly Configuration[] => iommus.map((iommu) => ({ device, iommu, flavour: "plain", ...odd }));

export const debug = { flavour: "debug" } as const;
export const pciehp = { variant: "pciehp" } as const;
export const nomsi = { variant: "nomsi" } as const;
