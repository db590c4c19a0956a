// SPDX-License-Identifier: GPL-2.0-only
// Which specs run in which cells, and which do not and why. Runs nothing.
import { cells, defaultProfile, type CellSpec, type SideName } from "../../lab/matrix.ts";
import { UsageError } from "../host/errors.ts";
import { labCommand } from "../host/typed.ts";
import { seriesTexts } from "../series/read.ts";
import type { Series } from "../series/types.ts";
import { isIn, skipReason, type KernelFeatures, type Spec } from "../spec/registry.ts";
import { leftTo, strictestBeside } from "./one-iommu.ts";
import { grepPattern, type Filters } from "./options.ts";

export interface PlannedSpec {
  readonly id: string;
  /** Absolute path of the spec file. */
  readonly file: string;
  readonly spec: Spec;
}

export interface PlannedCell {
  readonly cell: CellSpec;
  readonly specs: readonly { readonly planned: PlannedSpec; readonly skip: string | undefined }[];
}

/** Says whether the kernel of a side has a driver. */
export type DriverLookup = (side: SideName, driver: string) => boolean;

/** A lookup for before there are kernels: a driver that the series adds is not on base. */
export async function addedDrivers(series: Series): Promise<DriverLookup> {
  const texts = await seriesTexts(series);
  const files = texts.join("\n").matchAll(/^--- \/dev\/null\n\+\+\+ b\/\S*?([^/\s]+)\.c$/gm);
  const added = new Set([...files].map(([, name = ""]) => name.replaceAll("-", "_")));
  return (side, driver) => side === "patched" || !added.has(driver);
}

/** The cells and specs that filters leave. @throws {UsageError} if that is nothing. */
export function makePlan(
  specs: readonly PlannedSpec[],
  filters: Filters,
  hasDriver: DriverLookup,
  has: KernelFeatures = {},
): readonly PlannedCell[] {
  const matches = grepPattern(filters.grep);
  const { profile = defaultProfile } = filters;
  const found = specs.filter(({ id }) => matches(id));
  if (found.length === 0)
    throw new UsageError(`no spec matches --grep ${filters.grep}`, {
      hint: `${labCommand("plan")} lists the specs; --grep takes part of a name or a /regular expression/`,
    });
  const chosen = found.filter(({ spec }) => isIn(profile, spec.needs));
  const places = cells(filters);
  if (chosen.length === 0 || places.length === 0)
    throw new UsageError(`profile ${profile} has nothing that matches`, {
      hint: `--profile full has every cell and spec; ${labCommand("plan --profile full")} lists them`,
    });
  // What of the lab's own driver runs at all is seen in a quick run as well.
  const quick = filters.countAll === true ? [] : chosen.filter(({ spec }) => isIn("quick", spec.needs));
  const specsFor = ({ flavour }: CellSpec): readonly PlannedSpec[] =>
    flavour === "counted" && quick.length > 0 ? quick : chosen;
  return places.map((cell) => {
    const strictest = profile === "full" ? cell : strictestBeside(cell, places);
    return {
      cell,
      specs: specsFor(cell).map((planned) => ({
        planned,
        skip:
          skipReason(
            planned.spec.needs,
            cell,
            (driver) => hasDriver(cell.side, driver),
            has,
            filters.matrix?.devices,
          ) ?? (planned.spec.needs.oneIommu === true ? leftTo(strictest, cell) : undefined),
      })),
    };
  });
}
