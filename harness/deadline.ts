// SPDX-License-Identifier: GPL-2.0-only
// Waits are values: each has a name and a deadline, ends early when what it waits for dies, and says what was seen last.
import { LabError } from "./errors.ts";

/** Thrown when a wait's deadline passes: what was waited for, how long, and what was seen last. */
export class DeadlineError extends LabError {}

/**
 * Waits for `promise` no longer than `ms` milliseconds.
 * @param seen says what was seen last, for the message.
 * @throws {DeadlineError}
 */
export async function within<T>(name: string, ms: number, promise: Promise<T>, seen?: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const last = seen?.();
      reject(new DeadlineError(`${name}: not within ${ms / 1000} s`, last === undefined ? {} : { output: last }));
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
