// SPDX-License-Identifier: GPL-2.0-only
// What the static checks come to: those that were planned and never ran, and the sentence of a verdict. Pure.
import { checkName, type PlannedCheck, type StaticCheck } from "../record/static.ts";
import type { Outcome } from "../record/result.ts";
import { counts } from "../static/compare.ts";

/** Checks with one MISS for each that was planned and has no result. */
export function fillStatic(planned: readonly PlannedCheck[], checks: readonly StaticCheck[]): StaticCheck[] {
  const found = new Map(checks.map((check) => [checkName(check), check]));
  const missing = { outcome: "MISS" as const, reason: "planned, but it never ran", known: 0, seconds: 0 };
  const empty = { subjects: [], omitted: [], findings: [] };
  return planned.map((plan) => found.get(checkName(plan)) ?? { ...plan, ...missing, ...empty });
}

/** What a verdict says of the static checks; undefined if there were none. */
export function staticFact(checks: readonly StaticCheck[]): string | undefined {
  const of = (outcome: Outcome): StaticCheck[] => checks.filter((one) => one.outcome === outcome);
  const [failed, passed, missed, skipped] = [of("FAIL"), of("PASS"), of("MISS"), of("SKIP")];
  if (checks.length === 0) return undefined;
  const findings = failed.flatMap(({ findings }) => findings.filter(counts));
  const names = failed.map((check) => `${checkName(check)} ${check.findings.filter(counts).length}`).join(", ");
  const count = `${findings.length} new static ${findings.length === 1 ? "finding" : "findings"}`;
  const ran = passed.length + failed.length;
  const said =
    ran === 0
      ? "no static check ran"
      : failed.length === 0
        ? `no new static finding in ${ran} ${ran === 1 ? "check" : "checks"}`
        : `${count} (${names})`;
  const left = [
    ...(skipped.length > 0 && ran > 0 ? [`${skipped.length} skipped`] : []),
    ...(missed.length > 0 ? [`${missed.length} not run because of a lab problem (MISS)`] : []),
  ];
  return left.length === 0 ? said : `${said}, ${left.join(", ")}`;
}
