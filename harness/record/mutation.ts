// SPDX-License-Identifier: GPL-2.0-only
// What a mutation run found: mutants.json, and what is rendered from it.
import { z } from "zod";
import { trialFields, trialsFields, type TrialsExitCode } from "./trial.ts";

/** Of a mutant that a tool made: what it is. */
export const GeneratedPlace = z.object({
  /** `call`: a call that was removed. */
  operator: z.string(),
  file: z.string(),
  function: z.string(),
  line: z.number(),
  diff: z.string(),
  /** The machines that it was tried on: `igb/iommu-off`. */
  cells: z.array(z.string()),
  /** Whether the line runs in any spec, for one that survived: absent if that was not counted. */
  reached: z.boolean().optional(),
});
export type GeneratedPlace = z.infer<typeof GeneratedPlace>;

/** What came of one mutant. */
export const MutantRecord = z.object({
  name: z.string(),
  /** What it breaks. */
  breaks: z.string(),
  /**
   * `explained`: nothing saw it, and its header says why nothing can. `error`: it does not apply or build. `miss`: the lab
   * failed. Of those that a tool made, which nobody has looked at: `unbuilt`, the compiler refuses it; `unchanged`, it
   * makes the same binary of it. Neither says anything about the specs.
   */
  status: z.enum(["killed", "survived", "explained", "unbuilt", "unchanged", "error", "miss"]),
  ...trialFields,
  generated: GeneratedPlace.optional(),
});
export type MutantRecord = z.infer<typeof MutantRecord>;

/** How mutants were made: with the same seed and source they are the same ones again. */
export const Generation = z.object({
  seed: z.number(),
  /** The files that they were made from, by their paths in the kernel's tree. */
  files: z.array(z.string()),
  /** The functions in those that can be changed, and the mutants that there could be. */
  functions: z.number(),
  possible: z.number(),
  /** For people: `linux-source-6.12 …`. */
  kernel: z.string(),
  profile: z.string(),
});
export type Generation = z.infer<typeof Generation>;

/** A whole mutation run: `mutants.json`. */
export const MutationRecord = z.object({
  ...trialsFields,
  series: z.object({ name: z.string(), path: z.string(), patches: z.array(z.string()) }),
  /** If a tool made them. */
  generation: Generation.optional(),
  mutants: z.array(MutantRecord),
});
export type MutationRecord = z.infer<typeof MutationRecord>;

type MutantResults = Pick<MutationRecord, "mutants" | "broken">;

/** Whether a mutant says something about the specs. */
function counts({ status }: MutantRecord): boolean {
  return status !== "unbuilt" && status !== "unchanged";
}

/** 0: each was killed or is explained, and all specs pass without a mutant. Worst first: the lab's, the mutants' own. */
export function mutationExitCode({ mutants, broken }: MutantResults): TrialsExitCode {
  const has = (status: MutantRecord["status"]): boolean => mutants.some((one) => one.status === status);
  if (has("miss") || !mutants.some(counts)) return 3;
  if (has("error")) return 2;
  return has("survived") || broken.length > 0 ? 1 : 0;
}

/** `41 of 43 mutants killed, 1 explained, 1 survived`; of generated ones `(80 %)` and what is not counted, too. */
export function score(mutants: readonly MutantRecord[]): string {
  const count = (status: MutantRecord["status"]): number => mutants.filter((one) => one.status === status).length;
  const unreached = mutants.filter(
    ({ status, generated }) => status === "survived" && generated?.reached === false,
  ).length;
  const survived = `survived${unreached > 0 ? ` (${unreached} where no spec gets to)` : ""}`;
  const words = { explained: "explained", survived, error: "in error", miss: "not judged" };
  const rest = (["explained", "survived", "error", "miss"] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${words[status]}`);
  const outside = { unbuilt: "that the compiler refuses", unchanged: "that change nothing in the binary" };
  const left = (["unbuilt", "unchanged"] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${outside[status]}`);
  const counted = [killRate(mutants), ...rest].join(", ");
  return left.length === 0 ? counted : `${counted}; not counted: ${left.join(", ")}`;
}

/** `38 of 47 mutants killed`, with the share if they are a sample. */
function killRate(mutants: readonly MutantRecord[]): string {
  const counted = mutants.filter(counts);
  const killed = counted.filter(({ status }) => status === "killed").length;
  const isSample = mutants.some(({ generated }) => generated !== undefined) && counted.length > 0;
  const share = isSample ? ` (${Math.round((100 * killed) / counted.length)} %)` : "";
  return `${killed} of ${counted.length} mutants killed${share}`;
}

/** The kill rate by some property: `call: 12 of 15 mutants killed (80 %)`; what is worst comes first. */
export function killRatesBy(
  mutants: readonly MutantRecord[],
  property: (generated: GeneratedPlace) => string,
): readonly string[] {
  const groups = new Map<string, MutantRecord[]>();
  for (const one of mutants.filter(counts)) {
    const key = one.generated === undefined ? "" : property(one.generated);
    if (key !== "") groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const share = (some: readonly MutantRecord[]): number =>
    some.filter(({ status }) => status === "killed").length / some.length;
  return [...groups]
    .toSorted(([name, some], [other, others]) => share(some) - share(others) || name.localeCompare(other))
    .map(([name, some]) => `${name}: ${killRate(some)}`);
}
