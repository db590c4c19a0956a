// SPDX-License-Identifier: GPL-2.0-only
// How the page finds its way through a record: ids for links, and the result of a spec in a cell.
import { placeName, type Place, type Result, type RunRecord, type Side, type Verdict } from "../../record/model.ts";
import { worse } from "../../verdict/verdict.ts";
import { evidenceLines, standingOf } from "../evidence.ts";
import { familyOf } from "../../record/spec-name.ts";

/** Look-ups that several parts of the page need. */
export interface Index {
  /** `r17`: the panel of a result that has more to say than its outcome and reason; else `s4`, the one of its spec. */
  anchorOf(result: Result): string;
  /** `s4`: the panel of a spec, which tells its outcome and reason in each cell. */
  anchorOfSpec(spec: string): string;
  /** Whether a result has a panel of its own. */
  isOwn(result: Result): boolean;
  find(spec: string, machine: Place, side: Side): Result | undefined;
  /** `regressions`, `fixes`, …: what the two sides together say. */
  groupOf(of: Place & { spec: string }): keyof Verdict | undefined;
  /** All results of a spec that the matrix shows. */
  resultsOf(spec: string): readonly Result[];
  /** Spec family → its specs, in the order in which they ran. */
  readonly families: ReadonlyMap<string, readonly string[]>;
}

const keyOf = (place: Place, side: Side): string => `${side} ${placeName(place)}`;

function familiesOf(specs: Iterable<string>): Map<string, string[]> {
  const families = new Map<string, string[]>();
  for (const spec of specs) {
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

type Cells = Map<string, Result>;

/** By spec, then by cell, one result: the worst, where a run repeated its cells. */
function worstOf(all: readonly Result[]): Map<string, Cells> {
  const specs = new Map<string, Cells>();
  for (const result of all) {
    const cells = specs.get(result.spec) ?? new Map<string, Result>();
    specs.set(result.spec, cells);
    const name = keyOf(result, result.side);
    const other = cells.get(name);
    if (other === undefined || worse(result.outcome, other.outcome) !== other.outcome) cells.set(name, result);
  }
  return specs;
}

/** Whether there is more to say of a result than its outcome, its reason and how long it took. */
function hasMore(record: RunRecord, result: Result): boolean {
  const { outcome, detail, facts, measurements, expected, splats, console } = result;
  if (outcome === "FAIL" || outcome === "ERROR" || outcome === "MISS") return true;
  const material = detail ?? console ?? measurements;
  if (material !== undefined || expected.length + splats.length > 0 || Object.keys(facts).length > 0) return true;
  return evidenceLines(record, result).length > 0;
}

/** Indexes a record once for the whole page. */
export function indexOf(record: RunRecord): Index {
  const specs = worstOf(record.results);
  const own = new Map(
    record.results.flatMap((result, i) => (hasMore(record, result) ? [[result, `r${i}`] as const] : [])),
  );
  const anchors = new Map([...specs.keys()].map((spec, i) => [spec, `s${i}`]));
  const anchorOfSpec = (spec: string): string => anchors.get(spec) ?? "";
  return {
    anchorOf: (result) => own.get(result) ?? anchorOfSpec(result.spec),
    anchorOfSpec,
    isOwn: (result) => own.has(result),
    find: (spec, machine, side) => specs.get(spec)?.get(keyOf(machine, side)),
    groupOf: (of) => standingOf(record, of)?.group,
    resultsOf: (spec) => [...(specs.get(spec)?.values() ?? [])],
    families: familiesOf(specs.keys()),
  };
}
