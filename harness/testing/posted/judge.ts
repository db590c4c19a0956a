// SPDX-License-Identifier: GPL-2.0-only
// Reads off a run what was found of the posted driver's defects.
import type { RunRecord } from "../../record/model.ts";
import type { Outcome, Result } from "../../record/result.ts";
import type { Defect } from "./defects.ts";

/** What `--grep` takes to run specs that any of the patterns matches. */
export function grepPattern(specs: readonly RegExp[]): string {
  return `/${[...new Set(specs.map(({ source }) => `(?:${source})`))].join("|")}/`;
}

function findResults(record: RunRecord, cell: string, spec: RegExp): readonly Result[] {
  return record.results.filter((result) => result.cell === cell && spec.test(result.spec));
}

/** What became of specs in a cell. */
export function findOutcomes(record: RunRecord, cell: string, spec: RegExp): readonly Outcome[] {
  return findResults(record, cell, spec).map(({ outcome }) => outcome);
}

/** The defects that were not found, each with what its spec came to instead. */
export function missed(record: RunRecord, defects: readonly Defect[]): readonly string[] {
  return defects
    .filter((defect) => !found(record, defect))
    .map(({ what, cell, spec }) => {
      const came = findResults(record, cell, spec).map((result) => [result.outcome, ...saidBy(result)].join(" "));
      return `${cell}: ${what}: ${came.join("; ") || "no such spec"}`;
    });
}

/** Its spec failed, and says what it shall. */
function found(record: RunRecord, { cell, spec, says }: Defect): boolean {
  return findResults(record, cell, spec).some(
    (result) => result.outcome === "FAIL" && says.test(saidBy(result).join("\n")),
  );
}

function saidBy({ reason = "", detail = "", splats }: Result): readonly string[] {
  return [reason, detail, ...splats.map(({ header }) => header)];
}
