// SPDX-License-Identifier: GPL-2.0-only
// SIGINT, SIGTERM and SIGHUP end the lab, whatever it is doing, within three seconds: every child is told to end
// (exec.ts listens), everything that waits for one fails, the reports are written, and the lab exits with 128 + the
// signal's number. A verb that leaves nothing behind ends at once, and so does a second signal.
import { setMaxListeners } from "node:events";

/** Milliseconds in which two signals are one: Ctrl-C reaches the lab from the terminal and, passed on, from npm. */
const sameKey = 500;

/** Milliseconds that ending in order may take. What still waits then is left, and the last words are said. */
const inOrder = 2300;

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Somebody asked the lab to end. */
export class EndedBySignal extends Error {
  readonly exitCode: number;

  constructor(name: string, exitCode: number) {
    super(`ended by ${name}`);
    this.exitCode = exitCode;
  }
}

const controller = new AbortController();
// Every child listens.
setMaxListeners(0, controller.signal);
let orderly = false;
let lastWords: (() => void) | undefined;

/** Aborts when somebody asks this process to end. Its reason says by what. */
export const ending: AbortSignal = controller.signal;

/** Listens to signals from now on. Before it the kernel's default holds: the process is gone. */
export function watchSignals(): void {
  let first = 0;
  for (const [name, number] of Object.entries(numbers))
    process.on(name, () => {
      const code = 128 + number;
      if (!orderly || (ending.aborted && Date.now() - first > sameKey)) process.exit(code);
      if (ending.aborted) return;
      first = Date.now();
      controller.abort(new EndedBySignal(name, code));
      setTimeout(() => endLate(code), inOrder).unref();
    });
}

/** From now on a signal ends this process in order: the caller sees `ending` and finishes. */
export function endInOrder(): AbortSignal {
  orderly = true;
  return ending;
}

/** What must be done before the process is gone even if something hangs: synchronous. Undefined: nothing more. */
export function setLastWords(words: (() => void) | undefined): void {
  lastWords = words;
}

/** Something did not end. That is a fault of the lab, and said; but nobody waits for it. */
function endLate(code: number): never {
  console.error("msixlab: something did not end in time; it is left");
  try {
    lastWords?.();
  } finally {
    process.exit(code);
  }
}
