// SPDX-License-Identifier: GPL-2.0-only
// Record of regressions → what its reports show.
import { regressionsScore, type RegressionRecord, type RegressionsRecord } from "../record/regressions.ts";
import { witnessText, type TrialsView } from "./trials.ts";

/** The outcome whose colour a status has. */
const colours = { found: "PASS", missed: "FAIL", hidden: "SKIP", error: "ERROR", miss: "MISS" } as const;

const rank: readonly RegressionRecord["status"][] = ["miss", "error", "missed", "hidden", "found"];

/** What the reports of such a run show. */
export function regressionsView({ kernel, profile, regressions, ...record }: RegressionsRecord): TrialsView {
  return {
    ...record,
    ...{ verb: "regressions", stem: "regressions", kind: "regression", without: "without a patch" },
    whatTitle: "brings back",
    subject: `${kernel}, profile ${profile}`,
    score: regressionsScore(regressions),
    rows: regressions.map((one) => ({
      ...{ name: one.name, what: one.breaks, status: one.status, how: one.how, colour: colours[one.status] },
      more: [`fixed by ${one.fix}`, ...listDetails(one)],
      rank: rank.indexOf(one.status),
      settled: one.status === "found" || one.status === "hidden",
      by: witnessText(one),
      why: one.why,
      seconds: one.seconds,
    })),
  };
}

/** What helps who wonders why it was not found. */
function listDetails({ status, shows, where, cells }: RegressionRecord): string[] {
  if (status === "found") return [];
  const tried = cells.length === 0 ? [] : [`tried in ${cells.join(", ")}`];
  return [`shows: ${shows}`, `where: ${where.join(", ")}`, ...tried];
}
