// SPDX-License-Identifier: GPL-2.0-only
// What tools that run nothing say about the series: part of the result model.
import { z } from "zod";
import { Outcome } from "./result.ts";

/** One complaint of one tool. */
export const StaticFinding = z.object({
  /** `error` and `warning` are what a maintainer sends a series back for; a `note` is shown and counts for nothing. */
  grade: z.enum(["error", "warning", "note"]),
  /** In the kernel's tree; a patch's name for what is said of its commit message. Absent if it is about no file. */
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  /** What the tool says, without the line's number: two findings with the same message in one file are equal. */
  message: z.string(),
  /** What the tool prints below it. */
  text: z.string().optional(),
});
export type StaticFinding = z.infer<typeof StaticFinding>;

/** What one tool, or one configuration, had to say. */
export const StaticCheck = z.object({
  /** As `--only` takes it: `sparse`, `config=n`. */
  name: z.string(),
  /** Which of a run's kernel versions, in a run of several. */
  kernel: z.string().optional(),
  /** For people: `sparse (C=1)`. */
  what: z.string(),
  /** FAIL: it found errors or warnings that base has not. */
  outcome: Outcome,
  /** Why it is not PASS. */
  reason: z.string().optional(),
  /** What it looked at: files, or the objects that were compiled. */
  subjects: z.array(z.string()),
  /** What it did not look at though the series touches it. */
  omitted: z.array(z.object({ what: z.string(), why: z.string() })),
  /** What base does not have. */
  findings: z.array(StaticFinding),
  /** How many findings base has too. */
  known: z.number().int().nonnegative(),
  seconds: z.number().nonnegative(),
  reproduce: z.string().optional(),
});
export type StaticCheck = z.infer<typeof StaticCheck>;

/** A check that is to run. */
export const PlannedCheck = StaticCheck.pick({ name: true, kernel: true, what: true });
export type PlannedCheck = z.infer<typeof PlannedCheck>;

/** `sparse`, or `6.1/sparse` in a run of several kernel versions. */
export function checkName({ name, kernel }: Pick<StaticCheck, "name" | "kernel">): string {
  return kernel === undefined ? name : `${kernel}/${name}`;
}

/** `drivers/uio/uio.c:45`, or as much of it as is known. */
export function findingLocation({ file, line }: StaticFinding): string {
  return [file, line].filter((part) => part !== undefined).join(":");
}
