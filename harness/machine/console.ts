// SPDX-License-Identifier: GPL-2.0-only
// The serial console of a machine as a stream of lines that can be marked, read since a mark, and waited on.
import type { Readable } from "node:stream";
import { within } from "../host/deadline.ts";
import { LabError } from "../host/errors.ts";

interface Waiter {
  readonly pattern: RegExp;
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

export class Console {
  readonly #lines: string[] = [];
  #partial = "";
  #ended = false;
  readonly #waiters = new Set<Waiter>();

  constructor(stream: Readable) {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => this.#take(chunk));
    stream.on("close", () => this.#end());
    stream.on("error", () => this.#end());
  }

  /** A place in the log: `since(mark())` is what comes after it. */
  mark(): number {
    return this.#lines.length;
  }

  /** The log since a mark, a started line included. */
  since(mark: number): string {
    return [...this.#lines.slice(mark), ...(this.#partial === "" ? [] : [this.#partial])].join("\n");
  }

  /** The last lines, for messages. */
  tail(count = 15): string {
    return this.since(Math.max(0, this.#lines.length - count));
  }

  /**
   * Waits for a line that matches, from a mark on.
   * @throws {LabError} when the console ends before it comes. @throws {DeadlineError} when it does not come in time.
   */
  async waitFor(name: string, pattern: RegExp, timeout: number, from = 0): Promise<string> {
    const there = this.#lines.slice(from).find((line) => pattern.test(line));
    if (there !== undefined) return there;
    if (this.#ended) throw this.#endedEarly(name);
    let waiter: Waiter | undefined;
    const found = new Promise<string>((resolve, reject) => {
      waiter = { pattern, resolve, reject: () => reject(this.#endedEarly(name)) };
      this.#waiters.add(waiter);
    });
    try {
      return await within(name, timeout, found, () => this.tail());
    } finally {
      if (waiter) this.#waiters.delete(waiter);
    }
  }

  #endedEarly(name: string): LabError {
    return new LabError(`${name}: the machine ended first`, { output: this.tail() });
  }

  #take(chunk: string): void {
    const parts = (this.#partial + chunk).split("\n");
    this.#partial = parts.pop() ?? "";
    for (const part of parts) {
      const line = part.replace(/\r/g, "");
      this.#lines.push(line);
      for (const waiter of [...this.#waiters]) if (waiter.pattern.test(line)) waiter.resolve(line);
    }
  }

  #end(): void {
    this.#ended = true;
    for (const waiter of this.#waiters) waiter.reject(new LabError("ended"));
  }
}
