// SPDX-License-Identifier: GPL-2.0-only
// A result's place in the verdict, and its reruns. Every report asks here.
import {
  configurationName,
  type Comparison,
  type Configuration,
  type Result,
  type RunRecord,
  type Verdict,
} from "../record/model.ts";

/** Where a comparison stands in a verdict. */
export type GroupName = "regressions" | "failures" | "fixes" | "newPasses" | "knownFailures" | "unknown" | "lost";

const groupNames: readonly GroupName[] = [
  ...(["regressions", "failures", "fixes", "newPasses", "knownFailures", "unknown", "lost"] as const),
];

interface VerdictRow {
  readonly group: GroupName | "flaky";
  readonly row: Comparison;
}

const standings = new WeakMap<Verdict, ReadonlyMap<string, VerdictRow>>();
const rowKey = (of: Configuration & { readonly spec: string }): string => `${of.spec}\n${configurationName(of)}`;

function indexVerdict(verdict: Verdict): ReadonlyMap<string, VerdictRow> {
  const known = standings.get(verdict);
  if (known !== undefined) return known;
  // What is flaky and nothing else comes first, so that what it also is replaces it.
  const flaky = (verdict.flaky ?? []).map((row) => [rowKey(row), { group: "flaky", row }] as const);
  const others = groupNames.flatMap((group) =>
    (verdict[group] ?? []).map((row) => [rowKey(row), { group, row }] as const),
  );
  const made = new Map<string, VerdictRow>([...flaky, ...others]);
  standings.set(verdict, made);
  return made;
}

/** What a spec and machine are in the verdict; undefined for what is nothing to speak of. */
export function findVerdictRow(
  record: RunRecord,
  of: Configuration & { readonly spec: string },
): VerdictRow | undefined {
  return record.verdict === undefined ? undefined : indexVerdict(record.verdict).get(rowKey(of));
}

/** What is flaky and no more: neither a regression, nor a failure, nor known. */
export function onlyFlaky(record: RunRecord): Comparison[] {
  return (record.verdict?.flaky ?? []).filter((row) => findVerdictRow(record, row)?.group === "flaky");
}

/** Why a failure is known; undefined for all else. */
export function findKnown(record: RunRecord, result: Result): Comparison["known"] {
  return result.outcome === "FAIL" ? findVerdictRow(record, result)?.row.known : undefined;
}

/** `known failure: igb of QEMU 10 … (https://…), until 2027-01-31`. */
export function knownText({ reason, link, expires }: NonNullable<Comparison["known"]>): string {
  return `known failure: ${reason} (${link}), until ${expires}`;
}

/** Entries of the list of known failures that are of no use any more. */
export function staleTexts({ passesNow = [] }: Pick<Verdict, "passesNow">): string[] {
  return passesNow.map(({ spec, cell, reason, link }) => {
    const what = [spec, cell].filter((part) => part !== undefined).join(", in ");
    return `now passes, remove it from the known failures: ${what}: ${reason} (${link})`;
  });
}

/** A result's spec in its cell, run again by itself: what came of each time. */
export function findRepeats(record: RunRecord, { spec, cell }: Result): Result[] {
  return (record.repeats ?? []).filter((one) => one.spec === spec && one.cell === cell);
}

/** The evidence for a result, line by line: the counts of both sides, then each time that it was run again. */
export function evidenceLines(record: RunRecord, result: Result): string[] {
  const { evidence } = findVerdictRow(record, result)?.row ?? {};
  const known = findKnown(record, result);
  const again = findRepeats(record, result).map(({ outcome, reason, repeat }) => {
    const time = repeat === undefined ? "at first" : `again, ${repeat}`;
    return `${time}: ${outcome}${outcome === "PASS" || reason === undefined ? "" : `: ${reason.split("\n")[0] ?? ""}`}`;
  });
  return [...(known === undefined ? [] : [knownText(known)]), ...(evidence === undefined ? [] : [evidence]), ...again];
}
