// SPDX-License-Identifier: GPL-2.0-only
// Waits are values: each has a name and a deadline, ends early when what it waits for dies, and says what was seen last.
import os from "node:os";
import { LabError } from "./errors.ts";

/** Thrown when a wait's deadline passes: what was waited for, how long, and what was seen last. */
export class DeadlineError extends LabError {
  constructor(message: string, details: { readonly output?: string } = {}) {
    super(message, { why: "timeout", ...details });
  }
}

/**
 * By how much this host is slower than one that a lab has for itself: a lab keeps two machines a CPU busy, so that many
 * runnable processes are no load. Deadlines are stretched by it: on a busy host all takes longer, and nothing else.
 */
export function hostLoad(average = os.loadavg()[0] ?? 0, cpus = os.availableParallelism()): number {
  return Math.max(1, average / (2 * cpus));
}

/**
 * Waits for `promise` no longer than `ms` milliseconds of a host that is not busy.
 * @param seen says what was seen last, for the message.
 * @throws {DeadlineError}
 */
export async function within<T>(name: string, ms: number, promise: Promise<T>, seen?: () => string): Promise<T> {
  const scaled = Math.round(ms * hostLoad());
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const last = seen?.();
      reject(new DeadlineError(`${name}: not within ${scaled / 1000} s`, last === undefined ? {} : { output: last }));
    }, scaled);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
