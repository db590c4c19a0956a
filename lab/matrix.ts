// SPDX-License-Identifier: GPL-2.0-only
// Which cells a run holds.
import type { DeviceModel } from "./device.ts";
import type { Flavour } from "./flavour.ts";
import type { IommuMode } from "./iommu.ts";
import type { Variant } from "./variant.ts";

/** The kernel without the series under test, or with it. */
export type SideName = "base" | "patched";

/** How much a run does: quick after each edit, default, full for everything. Each holds the one before. */
export type Profile = "quick" | "default" | "full";

/** What of a cell is the same on both sides. */
export interface Place {
  readonly device: DeviceModel;
  readonly iommu: IommuMode;
  readonly variant?: Variant;
  readonly flavour: Flavour;
}

/** One machine on one kernel: the unit that is booted. */
export interface CellSpec extends Place {
  /** `patched/igb/iommu-off`; what is out of the ordinary follows: `patched/igb/iommu-off/nomsi/debug`. */
  readonly id: string;
  readonly side: SideName;
}

/** Undefined means: all there are in the profile. */
export interface CellFilter {
  readonly profile?: Profile | undefined;
  readonly devices?: readonly DeviceModel[] | undefined;
  readonly iommus?: readonly IommuMode[] | undefined;
  readonly variants?: readonly Variant[] | undefined;
  readonly flavours?: readonly Flavour[] | undefined;
  readonly sides?: readonly SideName[] | undefined;
  /** These cells and no others, whatever the profile. */
  readonly ids?: readonly string[] | undefined;
}

export const profiles: readonly Profile[] = ["quick", "default", "full"];
export const defaultProfile: Profile = "default";
export const sideNames: readonly SideName[] = ["base", "patched"];

/** Whether what belongs to `least` is part of a run of `profile`. */
export function includes(profile: Profile, least: Profile): boolean {
  return profiles.indexOf(least) <= profiles.indexOf(profile);
}

const plain = (device: DeviceModel, ...iommus: readonly IommuMode[]): Place[] =>
  iommus.map((iommu) => ({ device, iommu, flavour: "plain" }));

const kept: Readonly<Record<Profile, readonly Place[]>> = {
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
    { device: "igb", iommu: "off", flavour: "coverage" },
    { device: "igb", iommu: "intel", flavour: "coverage" },
    { device: "e1000e", iommu: "off", flavour: "coverage" },
    { device: "ivshmem", iommu: "off", flavour: "coverage" },
    { device: "edu", iommu: "off", flavour: "coverage" },
    { device: "igb", iommu: "off", variant: "nomsi", flavour: "coverage" },
  ],
};

/** `igb/iommu-off`, and what is out of the ordinary: `igb/iommu-off/nomsi/debug`. */
export function placeName({ device, iommu, variant, flavour }: Place): string {
  return [device, `iommu-${iommu}`, variant, flavour === "plain" ? undefined : flavour].filter(Boolean).join("/");
}

/** A place on a side. */
export function cellAt(side: SideName, place: Place): CellSpec {
  return { id: `${side}/${placeName(place)}`, side, ...place };
}

/** What gcov counts is the series: base has nothing to count. */
function means(side: SideName, { flavour }: Place): boolean {
  return side === "patched" || flavour !== "coverage";
}

/** The cells of a run, base first: without a base there is no verdict. */
export function cells(filter: CellFilter = {}): readonly CellSpec[] {
  const { profile = defaultProfile, ids, devices, iommus, variants, flavours, sides } = filter;
  const held = profiles.filter((least) => ids !== undefined || includes(profile, least));
  const places = held.flatMap((least) => kept[least]);
  const chosen = places.filter(
    ({ device, iommu, variant, flavour }) =>
      (devices?.includes(device) ?? true) &&
      (iommus?.includes(iommu) ?? true) &&
      (variants === undefined || (variant !== undefined && variants.includes(variant))) &&
      (flavours?.includes(flavour) ?? true),
  );
  return sideNames
    .filter((side) => sides?.includes(side) ?? true)
    .flatMap((side) => chosen.filter((place) => means(side, place)).map((place) => cellAt(side, place)))
    .filter(({ id }) => ids?.includes(id) ?? true);
}
