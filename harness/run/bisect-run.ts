// SPDX-License-Identifier: GPL-2.0-only
// What a run says to `git bisect run`. Pure.
import { isBlamed } from "../host/errors.ts";
import { ConflictError } from "../series/conflict.ts";
import type { RunRecord } from "../record/model.ts";

/** git's codes: the commit is sound, it is not, it cannot be tried; from 128 on git bisect ends. */
export const bisectRunCodes = { good: 0, bad: 1, skip: 125, end: 255 } as const;

/**
 * The exit code for git. A kernel that does not build, and a series that does not apply, can only be skipped. One that
 * does not boot fails, unless a spec was asked for: then it is another defect. What the lab could not run is skipped;
 * a lab that cannot run at all, or was told to end, ends the bisection: it would skip all that is left.
 */
export function bisectRunCode(record: RunRecord, failure: unknown, grep: string | undefined): number {
  const { good, bad, skip, end } = bisectRunCodes;
  if (failure instanceof ConflictError) return skip;
  if (failure !== undefined) return isBlamed(failure) && failure.blame === "kernel" ? skip : end;
  if (record.failure?.blame === "kernel") return skip;
  const { verdict } = record;
  if (verdict === undefined) return end;
  // git does not ask how much of a commit ran.
  if (verdict.exitCode === 0 || verdict.exitCode === 4) return good;
  const dead = new Set(record.cells.filter((cell) => cell.failure !== undefined).map(({ id }) => id));
  const failed = record.results.filter(({ outcome }) => outcome === "FAIL");
  const [booted, died] = [failed.filter(({ cell }) => !dead.has(cell)), failed.filter(({ cell }) => dead.has(cell))];
  if (verdict.exitCode !== 1) return skip;
  if (booted.length > 0) return bad;
  return died.length > 0 && grep === undefined ? bad : skip;
}
