// SPDX-License-Identifier: GPL-2.0-only
import { statfs } from "node:fs/promises";
import { errorCause, LabError, isBlamed, errorMessage } from "./errors.ts";
import type { Context } from "./context.ts";

/** Says how far a stage is. `total` only where it is known. */
export type Progress = (text: string, done?: number, total?: number) => void;

/** What a stage made, and whether it had to. */
export interface Done<T> {
  readonly value: T;
  readonly cached: boolean;
}

/** Progress events a second at most: a journal is read by people. */
const progressPeriod = 200;

/** Runs one stage of the kernel pipeline between its start and end events. */
export async function stage<T>(
  context: Context,
  name: string,
  subject: string,
  work: (progress: Progress) => Promise<Done<T>>,
): Promise<T> {
  const about = { source: "build", stage: name, subject } as const;
  const startedAt = Date.now();
  const end = (cached: boolean, ok: boolean): void => {
    const record = { stage: name, subject, startedAt, seconds: (Date.now() - startedAt) / 1000, cached, ok };
    context.emit({ type: "stage-end", source: "build", record });
  };
  let last = 0;
  const progress: Progress = (text, done, total) => {
    if (Date.now() - last < progressPeriod) return;
    last = Date.now();
    const known = { ...(done === undefined ? {} : { done }), ...(total === undefined ? {} : { total }) };
    context.emit({ type: "stage-progress", ...about, ...known, text });
  };
  context.signal?.throwIfAborted();
  context.emit({ type: "stage-start", ...about });
  try {
    const { value, cached } = await work(progress);
    end(cached, true);
    return value;
  } catch (error) {
    end(false, false);
    throw await diskFull(error, `${name} of ${subject}`, context.cache);
  }
}

/** Room below which a failure is taken for one of room: tools say it in many ways and languages. */
const leastBytes = 16 * 2 ** 20;

/** Every stage writes gigabytes: a full disk is said to be that, whichever program met it. */
async function diskFull(error: unknown, what: string, cache: string): Promise<unknown> {
  const said = isBlamed(error) ? `${error.message}\n${error.output ?? ""}` : errorMessage(error);
  if (errorCause(error) === "disk-full") return error;
  const room = await statfs(cache).then(
    ({ bavail, bsize, files, ffree }) => (files > 0 && ffree === 0 ? 0 : bavail * bsize),
    () => Infinity,
  );
  if (room > leastBytes && !/No space left on device|ENOSPC|Disk quota exceeded/.test(said)) return error;
  return new LabError(`The disk is full: ${what} was not finished.`, { why: "disk-full", output: said, cause: error });
}
