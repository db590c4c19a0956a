// SPDX-License-Identifier: GPL-2.0-only
// What a mutation run found: mutants.json, and what is rendered from it.
import { z } from "zod";
import { trialFields, trialsFields, type TrialsExitCode } from "./trial.ts";

/** What came of one mutant. */
export const MutantRecord = z.object({
  name: z.string(),
  /** What it breaks. */
  breaks: z.string(),
  /** `explained`: nothing saw it, and its header says why nothing can. `miss`: the lab failed. */
  status: z.enum(["killed", "survived", "explained", "error", "miss"]),
  ...trialFields,
});
export type MutantRecord = z.infer<typeof MutantRecord>;

/** A whole mutation run: `mutants.json`. */
export const MutationRecord = z.object({
  ...trialsFields,
  series: z.object({ name: z.string(), path: z.string(), patches: z.array(z.string()) }),
  mutants: z.array(MutantRecord),
});
export type MutationRecord = z.infer<typeof MutationRecord>;

type MutantResults = Pick<MutationRecord, "mutants" | "broken">;

/** 0: each was killed or is explained, and all specs pass without a mutant. Worst first: the lab's, the mutants' own. */
export function mutationExitCode({ mutants, broken }: MutantResults): TrialsExitCode {
  const has = (status: MutantRecord["status"]): boolean => mutants.some((one) => one.status === status);
  if (has("miss") || mutants.length === 0) return 3;
  if (has("error")) return 2;
  return has("survived") || broken.length > 0 ? 1 : 0;
}

/** `41 of 43 mutants killed, 1 explained, 1 survived`. */
export function score(mutants: readonly MutantRecord[]): string {
  const count = (status: MutantRecord["status"]): number => mutants.filter((one) => one.status === status).length;
  const rest = (["explained", "survived", "error", "miss"] as const).filter((status) => count(status) > 0);
  const words = { explained: "explained", survived: "survived", error: "in error", miss: "not judged" };
  return [
    `${count("killed")} of ${mutants.length} mutants killed`,
    ...rest.map((status) => `${count(status)} ${words[status]}`),
  ].join(", ");
}
