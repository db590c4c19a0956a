// SPDX-License-Identifier: GPL-2.0-only
// What a bisection says in words; its three reports share them.
import type { Counts } from "../record/comparison.ts";
import type { BisectionRecord, BisectionStep } from "./bisection.ts";

/** `99.3 %`; nothing is ever quite sure. */
export function sureness(probability: number): string {
  return probability > 0.9999 ? "more than 99.99 %" : `${(probability * 100).toFixed(probability > 0.995 ? 2 : 1)} %`;
}

/** `14 of 15`. */
export function failures({ passed, failed }: Counts): string {
  return `${failed} of ${passed + failed}`;
}

type Told = Omit<BisectionRecord, "sentence">;

/** What was found, in a sentence or two. */
export function bisectionSentence(record: Told): string {
  const { conclusion, confidence, spec, splat, suspects, good, bad, without, having, runs } = record;
  const what = splat === undefined ? `"${spec}" fails` : `"${spec}" shows "${splat}"`;
  const counts = `${what} in ${failures(having)} runs with it and ${failures(without)} without it`;
  const [first] = suspects;
  const names = suspects.map(({ subject }) => `"${subject}"`).join(", ");
  if (conclusion === "found")
    return `It is "${first?.subject ?? ""}" (${first?.id ?? ""}), ${sureness(confidence)} sure: ${counts}.`;
  if (conclusion === "among")
    return `It is one of ${suspects.length}, ${sureness(confidence)} sure, and nothing between them can be tested: ${names}.`;
  if (conclusion === "open") return `Not found after ${runs} runs; ${sureness(confidence)} sure it is one of ${names}.`;
  const ends = `${failures(bad)} runs at the bad end and ${failures(good)} at the good one`;
  return `Nothing to bisect: ${what} in ${ends}.`;
}

/** `12/12 passed`, what is said of a point. */
export function stepVerdict({ verdict, confidence, why }: BisectionStep): string {
  return verdict === "skipped" ? `skipped: ${why ?? ""}` : `${verdict}, ${sureness(confidence)} sure`;
}

interface Row {
  readonly point: string;
  readonly counts: string;
  readonly verdict: string;
  readonly made: string;
}

/** The table: the good end, each point in its order, the bad end. */
export function listRows(record: BisectionRecord): Row[] {
  const steps = [...record.steps].sort((a, b) => a.number - b.number);
  return [
    { point: "the good end", counts: failures(record.good), verdict: "good", made: "kernel" },
    ...steps.map((step) => ({
      point: `${step.number}. ${step.subject}`,
      counts: step.verdict === "skipped" ? "" : failures(step),
      verdict: stepVerdict(step),
      made: step.made ?? "",
    })),
    { point: `${record.of.suspects}. the bad end`, counts: failures(record.bad), verdict: "bad", made: "" },
  ];
}
