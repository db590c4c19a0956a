// SPDX-License-Identifier: GPL-2.0-only
// A mutant: a patch on top of the series that breaks it in one way, with a header like a mail's.
import { cells } from "../../../lab/matrix.ts";
import { UsageError } from "../../host/errors.ts";
import { readHeader, readPatchFolder, type TriedPatch } from "../patch-header.ts";

export interface Mutant extends TriedPatch {
  /** What could see it, cheapest first, each as `--grep` takes it: `Spec:`, any number of times. */
  readonly specs: readonly string[];
  /** The cells to try first, by id: `Cell: igb/iommu-off`, any number of times. */
  readonly cells: readonly string[];
  /** Why no spec can be expected to see it: `Explained:`. */
  readonly explained: string | undefined;
}

/** Where a mutant is tried first unless it names another place: counts are exact there, and nothing is in the way. */
const usualCell = "patched/igb/iommu-off";

/** Reads one mutant. @throws {UsageError} if its header is not as it should be. */
export function parseMutant(file: string, text: string): Mutant {
  const { fields, ...patch } = readHeader(file, text);
  const places = fields("Cell").map((place) => `patched/${place}`);
  const known = new Set(cells({ profile: "full" }).map(({ id }) => id));
  const unknown = places.find((id) => !known.has(id));
  if (unknown !== undefined) throw new UsageError(`${file}: there is no cell ${unknown}`);
  const [explained] = fields("Explained");
  return { ...patch, specs: fields("Spec"), cells: places.length > 0 ? places : [usualCell], explained };
}

/** Reads the mutants of a folder, by name. @throws {UsageError} if there are none, or a name matches none. */
export async function readMutants(folder: string, wanted: readonly string[]): Promise<readonly Mutant[]> {
  return readPatchFolder(folder, wanted, "mutant", parseMutant);
}
