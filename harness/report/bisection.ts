// SPDX-License-Identifier: GPL-2.0-only
// What a bisection found: bisect.json, and what is rendered from it.
import { z } from "zod";
import { Counts } from "../record/comparison.ts";

const Suspect = z.object({
  /** Which one, from 1. */
  number: z.number().int().positive(),
  /** A patch's file, a commit's hash. */
  id: z.string(),
  subject: z.string(),
});

/** One point that was tried: the kernel with all up to this one in it. */
export const BisectionStep = Suspect.extend({
  passed: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  /** `skipped`: it cannot be tried. `open`: it was not tried to an end. */
  verdict: z.enum(["good", "bad", "skipped", "open"]),
  /** How likely that is, all that was seen taken together. */
  confidence: z.number(),
  /** Why it was skipped. */
  why: z.string().optional(),
  /** How the kernel differs from the good end's: not at all, in modules only, or in more. */
  made: z.string().optional(),
});
export type BisectionStep = z.infer<typeof BisectionStep>;

/** A whole bisection: `bisect.json`. */
export const BisectionRecord = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  command: z.string(),
  startedAt: z.string(),
  seconds: z.number(),
  /** What was bisected. */
  of: z.object({ kind: z.enum(["series", "range"]), name: z.string(), suspects: z.number().int() }),
  spec: z.string(),
  cell: z.string(),
  /** The splat that counted as a failure, if not every one did. */
  splat: z.string().optional(),
  /** The confidence that was asked for. */
  wanted: z.number(),
  /**
   * `same`: the ends do not differ. `among`: what would tell the suspects apart cannot be tried. `open`: all runs were
   * used up.
   */
  conclusion: z.enum(["found", "among", "same", "open"]),
  /** How likely it is that one of the suspects below is guilty; with `same`, that the ends differ. */
  confidence: z.number(),
  /** Most likely first. */
  suspects: z.array(Suspect.extend({ probability: z.number() })),
  good: Counts,
  bad: Counts,
  /** All runs without the guilty one in the kernel, and all with it. */
  without: Counts,
  having: Counts,
  steps: z.array(BisectionStep),
  runs: z.number().int(),
  sentence: z.string(),
  exitCode: z.union([z.literal(0), z.literal(1)]),
});
export type BisectionRecord = z.infer<typeof BisectionRecord>;

/** 0 only if one is named. */
export function bisectionExitCode(conclusion: BisectionRecord["conclusion"]): BisectionRecord["exitCode"] {
  return conclusion === "found" ? 0 : 1;
}
