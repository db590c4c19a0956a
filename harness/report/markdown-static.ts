// SPDX-License-Identifier: GPL-2.0-only
// The static checks in summary.md.
import { cellText, code, table } from "./markdown-helpers.ts";
import { checkName, findingLocation, type RunRecord } from "../record/model.ts";
import { duration, glyphs } from "./words.ts";

/** So many findings are listed; the report has all. */
const listed = 50;

/** What the static checks found, then each with its outcome. */
export function staticLines({ static: checks = [] }: RunRecord): string[] {
  if (checks.length === 0) return [];
  const found = checks.flatMap((check) => check.findings.map((finding) => ({ name: checkName(check), ...finding })));
  const findings = found
    .slice(0, listed)
    .map((one) => [one.grade, one.name, code(findingLocation(one)), cellText(one.message)]);
  const outcomes = checks.map(({ name, kernel, what, outcome, reason = "", seconds, known, subjects }) => [
    `${glyphs[outcome]} ${outcome} ${checkName({ name, kernel })}`,
    cellText(what),
    cellText(outcome === "PASS" ? `${subjects.length} checked, ${known} findings also on base` : reason),
    duration(seconds),
  ]);
  const more = found.length > listed ? [`${found.length - listed} more are in the report.`, ""] : [];
  return [
    `### Static checks (${found.length} new)`,
    "",
    ...table(["", "check", "where", "what it says"], findings),
    ...more,
    ...table(["check", "of", "outcome", "took"], outcomes),
  ];
}
