// SPDX-License-Identifier: GPL-2.0-only
// What may be said of the commits of a series: the first that does not stand by itself is named.
import type { Cell, CommitRecord, Comparison } from "../record/model.ts";

/** What is known of the commits of a run. */
export interface CommitEvidence {
  readonly commits: readonly CommitRecord[];
  readonly cells: readonly Cell[];
  /** Comparisons that count against the series. */
  readonly against: readonly Comparison[];
}

/** Why it does not build: the first of the compiler's errors, if it was one. */
function buildFailure({ errors: [first] = [], reason = "" }: CommitRecord): string {
  if (first !== undefined) return `${first.file}:${first.line}: ${first.message}`;
  return (reason.split("\n")[0] ?? "").replace(/\.$/, "");
}

function commitTrouble(commit: CommitRecord, { cells, against }: CommitEvidence): string | undefined {
  if (commit.state === "broken") return `does not build by itself (${buildFailure(commit)})`;
  const own = (one: { kernel?: string | undefined; commit?: number | undefined }): boolean =>
    one.commit === commit.number && one.kernel === commit.kernel;
  if (cells.some((cell) => own(cell) && cell.failure !== undefined && cell.blame === "kernel"))
    return "does not boot by itself";
  const failing = against.filter(own).length;
  return failing === 0 ? undefined : `fails ${failing === 1 ? "1 spec" : `${failing} specs`} by itself`;
}

/** The first commit that does not stand by itself, and what is wrong with it, as a part of a sentence. */
export function firstTrouble(evidence: CommitEvidence): string | undefined {
  for (const commit of evidence.commits) {
    const trouble = commitTrouble(commit, evidence);
    const { number, of, subject, kernel } = commit;
    if (trouble !== undefined)
      return `patch ${number} of ${of}${kernel === undefined ? "" : ` on ${kernel}`} (${subject}) ${trouble}`;
  }
  return undefined;
}
