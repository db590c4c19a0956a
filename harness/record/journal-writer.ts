// SPDX-License-Identifier: GPL-2.0-only
// The writing end of `events.jsonl`. Apart from the reading end, since every process of every spec file loads it, and
// only who reads needs the types' parser.
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import type { Event, EventBody } from "./model.ts";

/** What an event becomes when it is written down: the time is added, unless it has one (it was heard from another). */
export function timed(event: EventBody | Event): Event {
  return { time: Date.now(), ...event } as Event;
}

/** Appends events to a file. */
export class Journal implements Disposable {
  readonly #fd: number;

  constructor(file: string) {
    this.#fd = openSync(file, "a+");
    this.#endTornLine();
  }

  /** Writes one event. Never throws and never waits: a full disk must not turn a spec red. */
  readonly write = (event: EventBody | Event): void => {
    try {
      writeSync(this.#fd, `${JSON.stringify(timed(event))}\n`);
    } catch (error) {
      process.stderr.write(`msixlab: the journal cannot be written: ${String(error)}\n`);
    }
  };

  /** A writer that was killed may have left half a line: the next one begins below it. */
  #endTornLine(): void {
    const { size } = fstatSync(this.#fd);
    const last = Buffer.alloc(1);
    if (size > 0 && readSync(this.#fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a) writeSync(this.#fd, "\n");
  }

  close(): void {
    closeSync(this.#fd);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
