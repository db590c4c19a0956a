// SPDX-License-Identifier: GPL-2.0-only
// How the page finds its way through a record: ids for links, and the result of a spec in a cell.
import { placeName, type Place, type Result, type RunRecord, type Side, type Verdict } from "../../record/model.ts";
import { worse } from "../../verdict/verdict.ts";
import { standingOf } from "../evidence.ts";
import { familyOf } from "../../verdict/missing.ts";

/** Look-ups that several parts of the page need. */
export interface Index {
  /** `r17`: the anchor of a result's panel. */
  idOf(result: Result): string;
  find(spec: string, machine: Place, side: Side): Result | undefined;
  /** `regressions`, `fixes`, …: what the two sides together say. */
  groupOf(of: Place & { spec: string }): keyof Verdict | undefined;
  /** Spec family → its specs, in the order in which they ran. */
  readonly families: ReadonlyMap<string, readonly string[]>;
}

const key = (spec: string, place: Place, side = ""): string => [spec, placeName(place), side].join("\n");

function familiesOf(results: readonly Result[]): Map<string, string[]> {
  const families = new Map<string, string[]>();
  for (const spec of new Set(results.map((result) => result.spec))) {
    const family = families.get(familyOf(spec)) ?? [];
    family.push(spec);
    families.set(familyOf(spec), family);
  }
  return families;
}

/** The anchor of a cell's panel. */
export function cellAnchor(id: string): string {
  return `cell-${id.replace(/[^\w-]+/g, "-")}`;
}

/** One result a spec and cell: the worst, where a run repeated its cells. */
function worstOf(all: readonly Result[]): Map<string, Result> {
  const results = new Map<string, Result>();
  for (const result of all) {
    const name = key(result.spec, result, result.side);
    const other = results.get(name);
    if (other === undefined || worse(result.outcome, other.outcome) !== other.outcome) results.set(name, result);
  }
  return results;
}

/** Indexes a record once for the whole page. */
export function indexOf(record: RunRecord): Index {
  const results = worstOf(record.results);
  const ids = new Map(record.results.map((result, i) => [result, `r${i}`]));
  return {
    idOf: (result) => ids.get(result) ?? "",
    find: (spec, machine, side) => results.get(key(spec, machine, side)),
    groupOf: (of) => standingOf(record, of)?.group,
    families: familiesOf(record.results),
  };
}
