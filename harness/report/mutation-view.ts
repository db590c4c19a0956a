// SPDX-License-Identifier: GPL-2.0-only
// Mutation record → what its reports show.
import { killRatesBy, score, type MutantRecord, type MutationRecord } from "../record/mutation.ts";
import type { Outcome } from "../record/model.ts";
import { witnessText, type TrialsView } from "./trials.ts";
import { plural } from "./words.ts";

/** The outcome whose colour a status has. */
const colours: Readonly<Record<MutantRecord["status"], Outcome>> = {
  killed: "PASS",
  survived: "FAIL",
  explained: "SKIP",
  unbuilt: "SKIP",
  unchanged: "SKIP",
  error: "ERROR",
  miss: "MISS",
};

const rank: readonly MutantRecord["status"][] = [
  "miss",
  "error",
  "survived",
  "explained",
  "unbuilt",
  "unchanged",
  "killed",
];

/** Those that nobody has to do anything about. */
const settled: readonly MutantRecord["status"][] = ["killed", "unbuilt", "unchanged"];

/** What the reports of a mutation run show. */
export function mutationView({ series, mutants, generation, notes, ...record }: MutationRecord): TrialsView {
  return {
    ...record,
    ...{ verb: "mutate", stem: "mutants", kind: "mutant", without: "without a mutant", whatTitle: "breaks" },
    subject: generation === undefined ? series.name : `${generation.kernel}, profile ${generation.profile}`,
    score: score(mutants),
    notes: [...(generation === undefined ? [] : generationNotes(generation, mutants)), ...notes],
    rows: mutants.map(({ name, breaks, status, how, spec, cell, why, seconds, generated }) => ({
      ...{ name, what: breaks, more: [], status, how, colour: colours[status], why, seconds },
      rank: rank.indexOf(status),
      settled: settled.includes(status),
      by: witnessText({ spec, cell }),
      ...(generated === undefined || settled.includes(status)
        ? {}
        : { more: generated.cells.length > 0 ? [`tried in ${generated.cells.join(", ")}`] : [], diff: generated.diff }),
    })),
  };
}

function generationNotes(
  { seed, files, functions, possible }: NonNullable<MutationRecord["generation"]>,
  mutants: readonly MutantRecord[],
): readonly string[] {
  const from = `of ${possible} possible in ${plural(functions, "function")} of ${files.join(", ")}`;
  // A run that ended before any was tried has no rates.
  const rates = (what: string, by: readonly string[]): readonly string[] =>
    by.length === 0 ? [] : [`killed, by ${what}: ${by.join("; ").replaceAll(" mutants killed", "")}`];
  return [
    `${plural(mutants.length, "mutant")} ${from}; --seed ${seed} makes the same again`,
    ...rates(
      "operator",
      killRatesBy(mutants, ({ operator }) => operator),
    ),
    ...rates(
      "file",
      killRatesBy(mutants, ({ file }) => file),
    ),
  ];
}
