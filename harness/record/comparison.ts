// SPDX-License-Identifier: GPL-2.0-only
// What may be said of a series: base against patched. Part of the result model: import it from model.ts.
import { z } from "zod";
import { Outcome, Configuration } from "./result.ts";

/** A failure that is known: it is no regression as long as its entry holds. */
export const KnownFailure = z
  .strictObject({
    /** Which specs: a part of their names, or a /regular expression/. */
    spec: z.string().min(1),
    /** Which cells: the same of their ids; all unless told. */
    cell: z.string().min(1).optional(),
    reason: z.string().min(1),
    /** Where it is reported. */
    link: z.url(),
    /** The last day on which the entry holds, in UTC. */
    expires: z.iso.date(),
  })
  .meta({ id: "KnownFailure" });
export type KnownFailure = z.infer<typeof KnownFailure>;

/** How often a spec passed and failed. */
export const Counts = z
  .object({ passed: z.number().int().nonnegative(), failed: z.number().int().nonnegative() })
  .meta({ id: "Counts" });
export type Counts = z.infer<typeof Counts>;

/** One spec on one machine, base against patched. */
export const Comparison = z
  .object({
    spec: z.string(),
    ...Configuration.shape,
    base: Outcome.optional(),
    patched: Outcome.optional(),
    /** How often it passed and failed on each side, all rounds and repetitions together. */
    counts: z.object({ base: Counts.optional(), patched: Counts.optional() }).optional(),
    /** Passed and failed on one and the same side. */
    flaky: z.boolean().optional(),
    /** The counts in words, and what they are worth. */
    evidence: z.string().optional(),
    /** Set if it is listed as a known failure. */
    known: KnownFailure.optional(),
  })
  .meta({ id: "Comparison" });
export type Comparison = z.infer<typeof Comparison>;

const RanShare = z.object({ total: z.number(), covered: z.number() });

/** How much of the series' code ran, in the machines with coverage. */
export const Ran = z
  .object({
    /** Lines that the series adds or changes, as far as there is code in them. */
    lines: RanShare,
    /** Places where it takes lines away and puts no code: covered if the function around them ran. */
    removals: RanShare,
    neverEntered: z.array(z.object({ file: z.string(), functions: z.array(z.string()) })),
    /** Files that the configuration of the lab's kernels leaves out. */
    notBuilt: z.array(z.string()),
    /** False: the series was not tested, whatever passed. */
    anything: z.boolean(),
    /** `ran 41 of 52 changed lines (igb_main.c: igb_up, igb_down never entered)` */
    text: z.string(),
  })
  .meta({ id: "Ran" });
export type Ran = z.infer<typeof Ran>;

export const Verdict = z.object({
  /**
   * `noop`: the series changes nothing in the kernel that is built, so nothing was run. `conflict`: it does not apply.
   * `untested`: all that ran passed, and nothing of the series' code ran.
   * `none`: no verdict on the series (the base does not build or boot, or the lab failed).
   */
  conclusion: z.enum(["pass", "fail", "untested", "noop", "conflict", "none"]),
  /** What may be said of the series, one sentence. */
  sentence: z.string(),
  /** PASS on base, FAIL on patched; `flaky` among them: always PASS on base, not always on patched. */
  regressions: z.array(Comparison),
  /** FAIL on patched where base has nothing to compare: the driver does not exist there, or that side was not run. */
  failures: z.array(Comparison),
  /** FAIL on base, PASS on patched. */
  fixes: z.array(Comparison),
  /** SKIP or absent on base, PASS on patched. */
  newPasses: z.array(Comparison),
  /** FAIL on both, or on base alone, or listed as known. */
  knownFailures: z.array(Comparison),
  /** Entries of the list of known failures whose specs ran, and passed each time. */
  passesNow: z.array(KnownFailure).optional(),
  /** ERROR or MISS on either side: no statement. */
  unknown: z.array(Comparison),
  /** Came out differently from run to run, on either side; on base alone or on both it fails no series. */
  flaky: z.array(Comparison).optional(),
  /** PASS on base, on patched SKIP or absent: the series may have taken away what could be checked. */
  lost: z.array(Comparison).optional(),
  /** Coverage of the series; absent if it was not measured. */
  ran: Ran.optional(),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
});
export type Verdict = z.infer<typeof Verdict>;
