// SPDX-License-Identifier: GPL-2.0-only
// Which cells a run holds.
import type { Configuration, Matrix, Profile } from "./configuration.ts";
import { flavourFacts, flavours, type Flavour } from "./flavour.ts";
import { iommuFacts, iommuModes, type IommuMode } from "./iommu.ts";
import { ownMatrix } from "./machines.ts";
import { variants, type Variant } from "./variant.ts";

export type { Configuration, Matrix, Profile } from "./configuration.ts";
export { ownMatrix } from "./machines.ts";

/** The kernel without the series under test, or with it. */
export type SideName = "base" | "patched";

/** One machine on one kernel: the unit that is booted. */
export interface CellSpec extends Configuration {
  /** `patched/igb/iommu-off`; what is out of the ordinary follows: `patched/igb/iommu-off/nomsi/debug`. */
  readonly id: string;
  readonly side: SideName;
}

/** Undefined means: all there are in the profile. */
export interface CellFilter {
  /** The lab's own, unless told. */
  readonly matrix?: Matrix | undefined;
  readonly profile?: Profile | undefined;
  readonly devices?: readonly string[] | undefined;
  readonly iommus?: readonly IommuMode[] | undefined;
  readonly variants?: readonly Variant[] | undefined;
  readonly flavours?: readonly Flavour[] | undefined;
  readonly sides?: readonly SideName[] | undefined;
  /** The kernel versions of a run of several: each cell is there once for each. */
  readonly kernels?: readonly string[] | undefined;
  /** Whether cells are added in which it is counted what of the series runs: where two sides are compared. */
  readonly count?: boolean | undefined;
  /** Whether what counts runs all specs of the profile, behind the strictest IOMMU of each machine, and not the quick ones alone. */
  readonly countAll?: boolean | undefined;
  /** These cells and no others, whatever the profile; without its `@6.1` one is meant on each kernel. */
  readonly ids?: readonly string[] | undefined;
}

export const profiles: readonly Profile[] = ["quick", "default", "full"];
export const defaultProfile: Profile = "default";
export const sideNames: readonly SideName[] = ["base", "patched"];

/** Whether what belongs to `least` is part of a run of `profile`. */
export function includes(profile: Profile, least: Profile): boolean {
  return profiles.indexOf(least) <= profiles.indexOf(profile);
}

/** All that a machine with a device could be; what counts is added by whoever counts. */
function everything(device: string): readonly Configuration[] {
  const odd = [undefined, ...variants].map((variant) => (variant === undefined ? {} : { variant }));
  const kinds = flavours.filter((flavour) => flavour !== "counted");
  return iommuModes.flatMap((iommu) =>
    odd.flatMap((variant) => kinds.map((flavour) => ({ device, iommu, ...variant, flavour }))),
  );
}

/**
 * Machines that are in no profile. By a filter that names a device there is the ordinary one unless it names another, if
 * no profile has one that fits; by its id any can be named.
 */
export function requested(filter: CellFilter): readonly Configuration[] {
  const { devices, ids, iommus = ["off"], variants: odd, flavours: kinds = ["plain"] } = filter;
  const { devices: known, machines } = filter.matrix ?? ownMatrix;
  const held = profiles.flatMap((profile) => machines[profile]);
  if (ids !== undefined) {
    const names = new Set(held.map(configurationName));
    return Object.keys(known)
      .flatMap(everything)
      .filter((one) => !names.has(configurationName(one)));
  }
  const inProfiles = new Set(held.filter((one) => fits(filter, one)).map(({ device }) => device));
  return Object.keys(known)
    .filter((device) => devices?.includes(device) === true && !inProfiles.has(device))
    .flatMap(everything)
    .filter(
      ({ iommu, variant, flavour }) =>
        iommus.includes(iommu) && kinds.includes(flavour) && (odd !== undefined || variant === undefined),
    );
}

/** `igb/iommu-off`, and what is out of the ordinary: `igb/iommu-off/nomsi/debug`, `igb/iommu-off/commit-2@6.1`. */
export function configurationName({ device, iommu, variant, flavour, kernel, commit }: Configuration): string {
  const odd = [
    variant,
    flavour === "plain" ? undefined : flavour,
    commit === undefined ? undefined : `commit-${commit}`,
  ];
  const name = [device, `iommu-${iommu}`, ...odd].filter(Boolean).join("/");
  return kernel === undefined ? name : `${name}@${kernel}`;
}

/** A cell's id without the kernel that it is on. */
export function withoutKernel({ id, kernel }: Pick<CellSpec, "id" | "kernel">): string {
  return kernel === undefined ? id : id.slice(0, -`@${kernel}`.length);
}

/** A place on a side. */
export function cellAt(side: SideName, configuration: Configuration): CellSpec {
  return { id: `${side}/${configurationName(configuration)}`, side, ...configuration };
}

/** A cell with the kernel that has so many patches of the series. */
export function commitCell(cell: CellSpec, commit: number): CellSpec {
  const at = { ...cell, commit };
  return { ...at, id: `${cell.side}/${configurationName(at)}` };
}

/** What gcov counts is the series: base has nothing to count. */
function means(side: SideName, { flavour }: Configuration): boolean {
  return side === "patched" || flavourFacts[flavour].counts !== true;
}

/** A machine whose kernel counts what of the series runs. */
const countedAt = (configuration: Configuration): Configuration => ({ ...configuration, flavour: "counted" });

/**
 * Where it is counted what of the series runs: each device once, and among them as many IOMMU modes as there can be.
 * Of a run that goes further than `quick` what `quick` holds of it is enough to begin with; where that runs nothing of
 * the series, `elsewhere` has the rest.
 */
export function countedConfigurations(
  configurations: readonly Configuration[],
  elsewhere = false,
  { matrix = ownMatrix, countAll }: Pick<CellFilter, "matrix" | "countAll"> = {},
): readonly Configuration[] {
  // One version is counted on: the lines are those of its source.
  const line = configurations.filter(({ kernel }) => kernel === configurations[0]?.kernel);
  if (line.some(({ flavour }) => flavourFacts[flavour].counts === true)) return [];
  const plain = line.filter(({ flavour }) => flavour === "plain");
  const isQuick = (one: Configuration): boolean =>
    matrix.machines.quick.some(
      (configuration) => configurationName(configuration) === configurationName(withoutLine(one)),
    );
  const quick = plain.filter(isQuick);
  const choose = countAll === true ? strictestOfEachKind : oneOfEachKind;
  const first = choose(quick.length > 0 ? quick : plain);
  if (!elsewhere) return first.map(countedAt);
  if (countAll === true) return choose(plain.filter((one) => !first.some(sameKind(one)))).map(countedAt);
  return choose(plain.filter((one) => !isKnown(one, first))).map(countedAt);
}

const withoutLine = ({ kernel: _, ...configuration }: Configuration): Configuration => configuration;

function isKnown({ device, variant, iommu }: Configuration, chosen: readonly Configuration[]): boolean {
  const machine = chosen.some((one) => one.device === device && one.variant === variant);
  return machine && chosen.some((one) => one.iommu === iommu);
}

const sameKind =
  (one: Configuration) =>
  ({ device, variant }: Configuration): boolean =>
    one.device === device && one.variant === variant;

/** One place for each device and variant, the first of those whose IOMMU stops most: all specs run there, on base as well. */
function strictestOfEachKind(configurations: readonly Configuration[]): readonly Configuration[] {
  const strict = configurations.filter(({ iommu }) => iommuFacts[iommu].dma === "translating");
  return [...strict, ...configurations].filter((one, index, all) => all.findIndex(sameKind(one)) === index);
}

/** One place for each device and variant, the first with an IOMMU mode that none before it has. */
function oneOfEachKind(configurations: readonly Configuration[]): readonly Configuration[] {
  const chosen: Configuration[] = [];
  for (const configuration of configurations) {
    if (chosen.some(sameKind(configuration))) continue;
    const alike = configurations.filter(sameKind(configuration));
    const fresh = alike.find(({ iommu }) => !chosen.some((one) => one.iommu === iommu)) ?? alike[0];
    if (fresh !== undefined) chosen.push(fresh);
  }
  return chosen;
}

/** What of a cell is the same on both sides. */
export const cellConfiguration = ({ id: _, side: __, ...configuration }: CellSpec): Configuration => configuration;

const unique = (cells: readonly CellSpec[]): CellSpec[] =>
  cells.filter(({ id }, index) => cells.findIndex((one) => one.id === id) === index);

/** Whether a configuration is one of those that are asked for. */
function fits(filter: CellFilter, { device, iommu, variant, flavour }: Configuration): boolean {
  const { devices, iommus, variants: odd, flavours: kinds } = filter;
  return (
    (devices?.includes(device) ?? true) &&
    (iommus?.includes(iommu) ?? true) &&
    (odd === undefined || (variant !== undefined && odd.includes(variant))) &&
    (kinds?.includes(flavour) ?? true)
  );
}

/** The cells of a run, base first: without a base there is no verdict. */
export function cells(filter: CellFilter = {}): readonly CellSpec[] {
  const { profile = defaultProfile, ids, sides, kernels, count } = filter;
  const { machines } = filter.matrix ?? ownMatrix;
  const held = profiles.filter((least) => ids !== undefined || includes(profile, least));
  const configurations = [...held.flatMap((least) => machines[least]), ...requested(filter)];
  const chosen = configurations.filter((configuration) => fits(filter, configuration));
  const everywhere =
    kernels === undefined
      ? chosen
      : kernels.flatMap((kernel) => chosen.map((configuration) => ({ ...configuration, kernel })));
  const isMeant = (cell: CellSpec): boolean =>
    ids === undefined || ids.includes(cell.id) || ids.includes(withoutKernel(cell));
  const planned = sideNames
    .filter((side) => sides?.includes(side) ?? true)
    .flatMap((side) =>
      everywhere
        .filter((configuration) => means(side, configuration))
        .map((configuration) => cellAt(side, configuration)),
    )
    .filter(isMeant);
  // One that is named by its id is there without being asked for.
  const named = everywhere
    .map((configuration) => cellAt("patched", countedAt(configuration)))
    .filter((cell) => ids?.includes(cell.id));
  // Who names cells, or one side, works on what they show: nothing is added to that.
  const compared = ids === undefined && sideNames.every((side) => planned.some((cell) => cell.side === side));
  const patched = planned.filter(({ side }) => side === "patched").map(cellConfiguration);
  const counted = count === true && compared ? countedConfigurations(patched, false, filter) : [];
  return [...planned, ...unique([...named, ...counted.map((configuration) => cellAt("patched", configuration))])];
}
