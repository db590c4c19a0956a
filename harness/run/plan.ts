// SPDX-License-Identifier: GPL-2.0-only
// Which specs run in which cells, and which do not and why. Runs nothing.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cells, defaultProfile, type CellSpec, type SideName } from "../../lab/matrix.ts";
import { UsageError } from "../host/errors.ts";
import { seriesTexts } from "../series/read.ts";
import type { Series } from "../series/types.ts";
import { cannotLoad } from "../spec/load-error.ts";
import { listSpecFiles } from "../spec/files.ts";
import { declaredSpecs, isIn, skipReason, type KernelFeatures, type Spec } from "../spec/registry.ts";
import { root } from "../host/paths.ts";
import { labCommand } from "../host/typed.ts";
import { declareKselftest } from "../upstream/kselftest.ts";
import { declareKunit } from "../upstream/kunit.ts";
import { grepPattern, type Filters, type RunOptions } from "./options.ts";

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

/**
 * Reads the specs of folders and files: each file is loaded, which only lists what is in it. Those for the kernel's own
 * tests come after them.
 * @throws {UsageError} with file, line and reason, if one cannot be loaded.
 */
export async function loadSpecs(
  places: readonly string[],
  upstream: UpstreamTests = {},
): Promise<readonly PlannedSpec[]> {
  const planned: PlannedSpec[] = [];
  for (const file of new Set(places.flatMap(listSpecFiles))) {
    const before = declaredSpecs().length;
    await import(pathToFileURL(file).href).catch((error: unknown) => {
      throw cannotLoad(file, error);
    });
    for (const spec of declaredSpecs().slice(before)) planned.push({ id: spec.id, file, spec });
  }
  planned.push(...upstreamSpecs(upstream));
  const twice = planned.find(({ id }, index) => planned.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) throw new UsageError(`duplicate spec "${twice.id}" (${twice.file})`);
  return planned;
}

/**
 * The specs of a run. Where the patch chose its machines, those for the lab's own driver are there only if that is put on
 * both sides, and then the quick ones: the patch is not about that driver.
 */
export async function runSpecs(options: RunOptions): Promise<readonly PlannedSpec[]> {
  return concernedSpecs(await loadSpecs(options.specs, options), options);
}

/** Those of the specs that are there that a run is about. */
export function concernedSpecs(
  specs: readonly PlannedSpec[],
  { choice, choose }: Pick<RunOptions, "choice" | "choose">,
): readonly PlannedSpec[] {
  const driver = choose?.labDriver?.driver;
  if (choice === undefined || driver === undefined) return specs;
  return specs.filter(({ spec: { needs } }) => needs.driver !== driver || (choice.labDriver && isIn("quick", needs)));
}

/** The kernel's own tests that are asked for. */
type UpstreamTests = Pick<RunOptions, "kselftests" | "kunit">;

function upstreamSpecs({ kselftests = [], kunit }: UpstreamTests): PlannedSpec[] {
  const declared = (name: string, declareSpec: () => void): PlannedSpec[] => {
    const before = declaredSpecs().length;
    declareSpec();
    const file = path.join(root, "harness/upstream", name);
    return declaredSpecs()
      .slice(before)
      .map((spec) => ({ id: spec.id, file, spec }));
  };
  return [
    ...kselftests.flatMap((one) => declared("kselftest.spec.ts", () => declareKselftest(one))),
    ...(kunit === undefined ? [] : declared("kunit.spec.ts", () => declareKunit(kunit))),
  ];
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
  return places.map((cell) => ({
    cell,
    specs: specsFor(cell).map((planned) => ({
      planned,
      skip: skipReason(
        planned.spec.needs,
        cell,
        (driver) => hasDriver(cell.side, driver),
        has,
        filters.matrix?.devices,
      ),
    })),
  }));
}
