// SPDX-License-Identifier: GPL-2.0-only
// The findings of two sides → those that the series is to blame for. Pure.
import type { Outcome } from "../record/result.ts";
import type { StaticFinding } from "../record/static.ts";

/** What a check saw on one side. */
export interface CheckResult {
  readonly findings: readonly StaticFinding[];
  readonly subjects: readonly string[];
  readonly omitted: readonly { readonly what: string; readonly why: string }[];
}

/** What is known of the files that a series touches, beside what a tool says about them. */
export interface Touched {
  /** The lines that the series adds or changes, by file as it is called on patched. */
  readonly lines: ReadonlyMap<string, ReadonlySet<number>>;
  /** What a file is called on patched, by its name on base, where the two differ. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Line numbers in a message are about the file as it was: `previous definition at drivers/a.c:12:3`. */
function findingKey({ file = "", message }: StaticFinding): string {
  return `${file}\n${message.replaceAll(/(:\d+)+\b|\bline \d+/g, "")}`;
}

/** A tool stops at what it cannot parse: what the error hid on base is not the series' fault, but nobody knows. */
export const counts = ({ grade }: StaticFinding): boolean => grade !== "note";

/**
 * The findings of patched that base does not have. Of equal ones so many are new as there are more than on base: those
 * on lines of the series first. In files that the series does not touch a warning is counted once: how often a header
 * is read says nothing.
 */
export function newFindings(
  base: CheckResult | undefined,
  patched: CheckResult,
  touched: Touched,
): readonly StaticFinding[] {
  const before = new Map<string, number>();
  for (const finding of base?.findings ?? []) {
    const file = touched.renamed.get(finding.file ?? "") ?? finding.file;
    const key = findingKey(file === undefined ? finding : { ...finding, file });
    before.set(key, (before.get(key) ?? 0) + 1);
  }
  const own = ({ file = "", line = 0 }: StaticFinding): boolean => touched.lines.get(file)?.has(line) ?? false;
  const fresh: StaticFinding[] = [];
  const foreign = new Set<string>();
  for (const finding of patched.findings.toSorted((a, b) => Number(own(a)) - Number(own(b)))) {
    const key = findingKey(finding);
    const left = before.get(key) ?? 0;
    const inside = finding.file === undefined || touched.lines.has(finding.file);
    if (inside) before.set(key, left - 1);
    if (left > 0 || (!inside && foreign.has(key))) continue;
    foreign.add(key);
    fresh.push(inside || finding.grade === "error" || (base?.subjects.length ?? 0) > 0 ? finding : asNote(finding));
  }
  return fresh.sort(inOrder);
}

/** With nothing of base to compare with, a warning in a header that the series does not touch is the header's. */
function asNote(finding: StaticFinding): StaticFinding {
  return { ...finding, grade: "note" };
}

const grades = ["error", "warning", "note"] as const;

function inOrder(a: StaticFinding, b: StaticFinding): number {
  const byGrade = grades.indexOf(a.grade) - grades.indexOf(b.grade);
  return byGrade || (a.file ?? "").localeCompare(b.file ?? "") || (a.line ?? 0) - (b.line ?? 0);
}

/** `1 error, 2 warnings`. */
function gradesText(findings: readonly StaticFinding[]): string {
  const parts = grades.flatMap((grade) => {
    const count = findings.filter((one) => one.grade === grade).length;
    return count === 0 ? [] : [`${count} ${grade}${count === 1 ? "" : "s"}`];
  });
  return parts.join(", ");
}

/** A check's outcome, and the sentence that says why. */
export function judgeCheck(fresh: readonly StaticFinding[]): { readonly outcome: Outcome; readonly reason?: string } {
  const bad = fresh.filter(counts);
  const [first] = bad;
  if (first === undefined) return { outcome: "PASS" };
  const more = bad.length === 1 ? "" : ` (and ${bad.length - 1} more)`;
  return { outcome: "FAIL", reason: `${gradesText(bad)} not on base: ${first.message}${more}` };
}
