// SPDX-License-Identifier: GPL-2.0-only
// Mutation record → what its reports show.
import { score, type MutantRecord, type MutationRecord } from "../record/mutation.ts";
import { witnessText, type TrialsView } from "./trials.ts";

/** The outcome whose colour a status has. */
const colours = { killed: "PASS", survived: "FAIL", explained: "SKIP", error: "ERROR", miss: "MISS" } as const;

const rank: readonly MutantRecord["status"][] = ["miss", "error", "survived", "explained", "killed"];

/** What the reports of a mutation run show. */
export function mutationView({ series, mutants, ...record }: MutationRecord): TrialsView {
  return {
    ...record,
    ...{ verb: "mutate", stem: "mutants", kind: "mutant", without: "without a mutant", whatTitle: "breaks" },
    subject: series.name,
    score: score(mutants),
    rows: mutants.map(({ name, breaks, status, how, spec, cell, why, seconds }) => ({
      ...{ name, what: breaks, more: [], status, how, colour: colours[status], why, seconds },
      rank: rank.indexOf(status),
      settled: status === "killed",
      by: witnessText({ spec, cell }),
    })),
  };
}
