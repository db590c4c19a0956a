// SPDX-License-Identifier: GPL-2.0-only
// Patches that were tried against the specs, as their reports show them: `mutate` and `regressions` differ in words alone.
import type { Outcome } from "../record/model.ts";
import type { Baseline, Seen } from "../record/trial.ts";

/** One patch. */
export interface TrialRow {
  readonly name: string;
  /** What it is: a sentence, and further lines. */
  readonly what: string;
  readonly more: readonly string[];
  /** One word. */
  readonly status: string;
  readonly how: Seen | undefined;
  /** The outcome whose colour the status has. */
  readonly colour: Outcome;
  /** Whether a person must look at it: less is sooner. */
  readonly rank: number;
  /** Nothing is left to do about it. */
  readonly settled: boolean;
  readonly by: string;
  readonly why: string;
  readonly seconds: number;
  /** What was tried, where a reader has to see it. */
  readonly diff?: string | undefined;
}

/** A whole report. */
export interface TrialsView extends Baseline {
  /** The verb, which names what it does: `mutate`. */
  readonly verb: string;
  /** `mutants`: the names of the reports' files. */
  readonly stem: string;
  /** `mutant` */
  readonly kind: string;
  /** `without a mutant` */
  readonly without: string;
  /** What all of them are tried on: the series, the kernel. */
  readonly subject: string;
  /** What a row's first lines say: `breaks`. */
  readonly whatTitle: string;
  readonly score: string;
  readonly rows: readonly TrialRow[];
  readonly notes: readonly string[];
  readonly id: string;
  readonly command: string;
  readonly startedAt: string;
  readonly seconds: number;
  readonly exitCode: number;
}

const hows: Readonly<Record<Seen, string>> = {
  splat: "the kernel complained",
  behaviour: "behaviour",
  both: "behaviour, and the kernel complained",
  death: "the machine died",
};

/** `killed (behaviour)`. */
export function trialVerdict({ status, how }: Pick<TrialRow, "status" | "how">): string {
  return how === undefined ? status : `${status} (${hows[how]})`;
}

/** `errors: a closed file descriptor … in igb/iommu-off`; nothing if no spec saw it. */
export function witnessText({
  spec,
  cell,
}: {
  readonly spec?: string | undefined;
  readonly cell?: string | undefined;
}): string {
  return spec === undefined ? "" : `${spec} in ${(cell ?? "").replace("patched/", "")}`;
}

/** Those whose diff is to be shown, in the order in which a person should look at them. */
export function shownDiffs({ rows }: Pick<TrialsView, "rows">): readonly (TrialRow & { readonly diff: string })[] {
  return rows.toSorted(byRank).flatMap((row) => (row.diff === undefined ? [] : [{ ...row, diff: row.diff }]));
}

/** What a person must look at first comes first. */
export function byRank(one: TrialRow, other: TrialRow): number {
  return one.rank - other.rank;
}
