// SPDX-License-Identifier: GPL-2.0-only
// Static checks as results of a cell that is no machine: for formats that know suites and tests and nothing else.
import { checkName, findingLocation, type Result, type RunRecord, type StaticCheck } from "../record/model.ts";

/** The name of that cell. */
export const staticCell = "patched/static";

function checkResult(check: StaticCheck): Result {
  const { what, outcome, reason, findings, known, subjects, seconds, reproduce } = check;
  const said = findings.map((one) => `${findingLocation(one)}: ${one.grade}: ${one.message}\n${one.text ?? ""}`.trim());
  return {
    ...{ spec: `static: ${checkName(check)}`, cell: staticCell, side: "patched", device: "static", iommu: "none" },
    ...{ outcome, seconds, splats: [], expected: [] },
    facts: { what, "looked at": subjects.join(" "), "known on base": String(known) },
    ...(reason === undefined ? {} : { reason }),
    ...(outcome === "FAIL" ? { cause: "finding" } : outcome === "MISS" ? { cause: "lab" } : {}),
    ...(said.length === 0 ? {} : { detail: said.join("\n\n") }),
    ...(reproduce === undefined ? {} : { reproduce }),
  };
}

/** A record whose static checks are results too. */
export function withStaticResults(record: RunRecord): RunRecord {
  const { static: checks = [] } = record;
  return checks.length === 0 ? record : { ...record, results: [...record.results, ...checks.map(checkResult)] };
}
