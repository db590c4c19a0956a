// SPDX-License-Identifier: GPL-2.0-only
// What the reports of a census share: behaviours by family, and what a person must look at.
import type { CensusEntry, CensusRecord, CensusRow } from "../record/census.ts";
import { specFamily } from "../record/spec-name.ts";
import { countsText, plural } from "./words.ts";

/** The specs of a file, which are next to each other in a table. */
export interface Family {
  readonly name: string;
  readonly specs: readonly string[];
}

/** `igb`; `igb@6.1` in a census of several kernels. */
export function rowName({ device, cell }: Pick<CensusRow, "device" | "cell">): string {
  const at = cell.lastIndexOf("@");
  return at < 0 ? device : `${device}${cell.slice(at)}`;
}

/** The behaviours of a census by family, in their order. */
export function listFamilies({ behaviours }: Pick<CensusRecord, "behaviours">): readonly Family[] {
  const names = [...new Set(behaviours.map(specFamily))];
  return names.map((name) => ({ name, specs: behaviours.filter((spec) => specFamily(spec) === name) }));
}

/** What a driver did in the specs of a family: nothing where it was not asked. */
export function entriesIn({ entries }: CensusRow, { specs }: Family): readonly (CensusEntry | undefined)[] {
  return specs.map((spec) => entries.find((entry) => entry.spec === spec));
}

/** An entry that a person must look at. */
export interface Trouble {
  readonly row: CensusRow;
  readonly entry: CensusEntry;
}

/** What failed first, then what could not be asked. */
export function listTroubles({ rows }: Pick<CensusRecord, "rows">): readonly Trouble[] {
  const all = rows.flatMap((row) => row.entries.map((entry) => ({ row, entry })));
  return (["FAIL", "ERROR", "MISS"] as const).flatMap((wanted) => all.filter(({ entry }) => entry.outcome === wanted));
}

/** `46 drivers, 52 behaviours: 12 FAIL, 1804 PASS, 488 SKIP`. */
export function censusSentence({ rows, behaviours }: Pick<CensusRecord, "rows" | "behaviours">): string {
  const drivers = new Set(rows.map(({ driver }) => driver));
  const counts = countsText(rows.flatMap(({ entries }) => entries));
  const devices = plural(rows.length, "device");
  return `${plural(drivers.size, "driver")} with ${devices}, ${plural(behaviours.length, "behaviour")}: ${counts}`;
}

/** `KASAN: slab-use-after-free Read in …`; without a splat the reason. */
export function troubleText({ splats, reason = "no reason given" }: CensusEntry): string {
  return splats.length === 0 ? reason : [...new Set(splats)].join("; ");
}
