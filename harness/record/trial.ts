// SPDX-License-Identifier: GPL-2.0-only
// What is known of a patch that was tried against the specs: a mutant of the series, a bug of Linux brought back.
import { z } from "zod";

/** By what a patch was seen: the kernel complained, the driver did something else than it should, both, or the machine died. */
export const Seen = z.enum(["splat", "behaviour", "both", "death"]);
export type Seen = z.infer<typeof Seen>;

/** The fields that each trial has. */
export const trialFields = {
  /** Seen: by which spec, in which cell. */
  spec: z.string().optional(),
  cell: z.string().optional(),
  how: Seen.optional(),
  /** Why, one sentence. */
  why: z.string(),
  /** Specs that ran against it, in all cells. */
  ran: z.number(),
  seconds: z.number(),
};

/** The fields that each record of trials has. */
export const trialsFields = {
  schemaVersion: z.literal(1),
  id: z.string(),
  command: z.string(),
  startedAt: z.string(),
  seconds: z.number(),
  /** Specs that did not pass without any of the patches: what they say of one counts for nothing. */
  broken: z.array(z.object({ cell: z.string(), spec: z.string(), why: z.string() })),
  /** How many specs, cell by cell, passed without any of them. */
  sound: z.number(),
  /** Things a reader must know. */
  notes: z.array(z.string()),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
};

type TrialsFields = z.infer<z.ZodObject<typeof trialsFields>>;

/** What specs say without any of the patches. */
export type Baseline = Pick<TrialsFields, "broken" | "sound">;

/** The exit code of a run of trials. */
export type TrialsExitCode = TrialsFields["exitCode"];
