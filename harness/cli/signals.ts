// SPDX-License-Identifier: GPL-2.0-only
// SIGINT, SIGTERM and SIGHUP end a run in order: children first, then the reports on what there is. A second one ends
// it at once; the kernel then ends the children (harness/host/exec.ts).

/** Milliseconds in which two signals are one: Ctrl-C reaches the lab from the terminal and, passed on, from npm. */
const sameKey = 500;

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** A signal that aborts when the process is asked to end. Its reason says by what. */
export function endBySignal(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  for (const [name, number] of Object.entries(numbers))
    process.on(name, () => {
      if (controller.signal.aborted && Date.now() - first > sameKey) process.exit(128 + number);
      first ||= Date.now();
      controller.abort(new EndedBySignal(name, 128 + number));
    });
  return controller.signal;
}

/** Somebody asked the lab to end. */
export class EndedBySignal extends Error {
  readonly exitCode: number;

  constructor(name: string, exitCode: number) {
    super(`ended by ${name}`);
    this.exitCode = exitCode;
  }
}
