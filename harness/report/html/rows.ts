// SPDX-License-Identifier: GPL-2.0-only
// How the page finds its way through a record: ids for links, and the result of a spec in a cell.
import {
  configurationName,
  type Configuration,
  type Result,
  type RunRecord,
  type Side,
  type Verdict,
} from "../../record/model.ts";
import { worse } from "../../record/compare.ts";
import { evidenceLines, findVerdictRow } from "../evidence.ts";
import { specFamily } from "../../record/spec-name.ts";

/** Look-ups that several parts of the page need. */
export interface Index {
  /** `r17`: the panel of a result that has more to say than its outcome and reason; else `s4`, the one of its spec. */
  resultAnchor(result: Result): string;
  /** `s4`: the panel of a spec, which tells its outcome and reason in each cell. */
  specAnchor(spec: string): string;
  /** Whether a result has a panel of its own. */
  isOwn(result: Result): boolean;
  find(spec: string, machine: Configuration, side: Side): Result | undefined;
  /** `regressions`, `fixes`, …: what the two sides together say. */
  verdictGroup(of: Configuration & { spec: string }): keyof Verdict | undefined;
  /** All results of a spec that the matrix shows. */
  resultsFor(spec: string): readonly Result[];
  /** Spec family → its specs, in the order in which they ran. */
  readonly families: ReadonlyMap<string, readonly string[]>;
}

const cellKey = (configuration: Configuration, side: Side): string => `${side} ${configurationName(configuration)}`;

function groupFamilies(specs: Iterable<string>): Map<string, string[]> {
  const families = new Map<string, string[]>();
  for (const spec of specs) {
    const family = families.get(specFamily(spec)) ?? [];
    family.push(spec);
    families.set(specFamily(spec), family);
  }
  return families;
}

/** The anchor of a cell's panel. */
export function cellAnchor(id: string): string {
  return `cell-${id.replace(/[^\w-]+/g, "-")}`;
}

type Cells = Map<string, Result>;

/** By spec, then by cell, one result: the worst, where a run repeated its cells. */
function worstResults(all: readonly Result[]): Map<string, Cells> {
  const specs = new Map<string, Cells>();
  for (const result of all) {
    const cells = specs.get(result.spec) ?? new Map<string, Result>();
    specs.set(result.spec, cells);
    const name = cellKey(result, result.side);
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
export function indexRecord(record: RunRecord): Index {
  const specs = worstResults(record.results);
  const own = new Map(
    record.results.flatMap((result, i) => (hasMore(record, result) ? [[result, `r${i}`] as const] : [])),
  );
  const anchors = new Map([...specs.keys()].map((spec, i) => [spec, `s${i}`]));
  const specAnchor = (spec: string): string => anchors.get(spec) ?? "";
  return {
    resultAnchor: (result) => own.get(result) ?? specAnchor(result.spec),
    specAnchor,
    isOwn: (result) => own.has(result),
    find: (spec, machine, side) => specs.get(spec)?.get(cellKey(machine, side)),
    verdictGroup: (of) => findVerdictRow(record, of)?.group,
    resultsFor: (spec) => [...(specs.get(spec)?.values() ?? [])],
    families: groupFamilies(specs.keys()),
  };
}
