// SPDX-License-Identifier: GPL-2.0-only
// Many trials, as many at once as there are machines; what was judged until somebody ended it is reported.
import { errorMessage } from "../../host/errors.ts";
import { plural } from "../../report/words.ts";
import type { Pool } from "../../run/pool.ts";

/** What is tried, how, and who is told. */
export interface Trials<T, R> {
  readonly all: readonly T[];
  readonly attempt: (one: T) => Promise<R>;
  readonly done: (record: R) => void;
  readonly pool: Pool;
  readonly signal: AbortSignal;
}

/** Tries all. The records come in the order in which they were made. */
export async function tryAll<T, R>({ all, attempt, done, pool, signal }: Trials<T, R>): Promise<R[]> {
  const judged: R[] = [];
  for (const one of all)
    pool.add(async () => {
      signal.throwIfAborted();
      const record = await attempt(one);
      judged.push(record);
      done(record);
    });
  try {
    await pool.drained();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return judged;
}

/** By name, as a table has them. */
export function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name.localeCompare(other.name);
}

/** Says that a run was ended before its time. */
export function endNote(signal: AbortSignal, judged: number, all: number, kind: string): string[] {
  return signal.aborted ? [`${errorMessage(signal.reason)}: ${judged} of ${plural(all, kind)} were tested`] : [];
}
