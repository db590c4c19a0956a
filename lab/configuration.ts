// SPDX-License-Identifier: GPL-2.0-only
// What a cell is but for its side, and how many of them there are.
import type { DeviceDefinition } from "./device/index.ts";
import type { Flavour } from "./flavour.ts";
import type { IommuMode } from "./iommu.ts";
import type { Variant } from "./variant.ts";

/** How much a run does: quick after each edit, default, full for everything. Each holds the one before. */
export type Profile = "quick" | "default" | "full";

/** What of a cell is the same on both sides. */
export interface Configuration {
  /** The model of one of the matrix's devices. */
  readonly device: string;
  readonly iommu: IommuMode;
  readonly variant?: Variant;
  readonly flavour: Flavour;
  /** Which of a run's kernel versions, in a run of several: `6.1`. */
  readonly kernel?: string;
  /** The kernel with so many patches of the series, in a run that looks at each: the whole series has no number. */
  readonly commit?: number;
}

/** The devices that a lab knows, and the machines that it runs on. */
export interface Matrix {
  readonly devices: Readonly<Record<string, DeviceDefinition>>;
  /** Each profile holds the machines of those before it too. */
  readonly machines: Readonly<Record<Profile, readonly Configuration[]>>;
}
