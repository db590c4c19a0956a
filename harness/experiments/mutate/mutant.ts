// SPDX-License-Identifier: GPL-2.0-only
// A mutant: a patch on top of the series that breaks it in one way, with a header like a mail's.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { cells } from "../../../lab/matrix.ts";
import { UsageError, errorMessage } from "../../host/errors.ts";
import { readMailSubject } from "../../series/read.ts";
import type { Series } from "../../series/types.ts";

export interface Mutant {
  /** Its file's name without `.patch`. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
  /** What it breaks, one sentence: `Subject:`. */
  readonly breaks: string;
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
  const name = path.basename(file, ".patch");
  const [header = ""] = text.split(/^(?:---$|--- |diff --git )/m);
  const all = (field: string): string[] =>
    [...header.matchAll(new RegExp(`^${field}: *(.*(?:\\n[ \\t].*)*)`, "gm"))].map(([, value = ""]) =>
      value.replaceAll(/\s+/g, " ").trim(),
    );
  const breaks = readMailSubject(header);
  if (breaks === undefined) throw new UsageError(`${file}: no "Subject:" that says what it breaks`);
  const places = all("Cell").map((place) => `patched/${place}`);
  const known = new Set(cells({ profile: "full" }).map(({ id }) => id));
  const unknown = places.find((id) => !known.has(id));
  if (unknown !== undefined) throw new UsageError(`${file}: there is no cell ${unknown}`);
  const [explained] = all("Explained");
  return { name, file, text, breaks, specs: all("Spec"), cells: places.length > 0 ? places : [usualCell], explained };
}

/** Reads the mutants of a folder, by name. @throws {UsageError} if there are none, or a name matches none. */
export async function readMutants(folder: string, wanted: readonly string[]): Promise<readonly Mutant[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new UsageError(`Cannot read mutants from ${folder}: ${errorMessage(error)}`);
  });
  const files = names.filter((name) => name.endsWith(".patch")).sort();
  const all = await Promise.all(
    files.map(async (name) => parseMutant(path.join(folder, name), await readFile(path.join(folder, name), "utf8"))),
  );
  if (all.length === 0) throw new UsageError(`${folder} has no *.patch file.`);
  const unknown = wanted.find((name) => !all.some((mutant) => mutant.name.includes(name)));
  if (unknown !== undefined)
    throw new UsageError(`No mutant matches ${unknown}.`, { hint: all.map(({ name }) => name).join("\n") });
  return all.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
}

/** The series with a mutant on top. */
export function mutated(series: Series, mutant: Mutant): Series {
  return { ...series, patches: [...series.patches, { file: mutant.file, subject: mutant.breaks }] };
}
