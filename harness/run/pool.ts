// SPDX-License-Identifier: GPL-2.0-only
import os from "node:os";
import { machineDefaults } from "../../lab/machine.ts";

/** Runs tasks, at most `limit` at once: of those that wait the one that weighs most, of equal ones the one that came first. */
export class Pool {
  readonly #limit: number;
  readonly #waiting: { readonly task: () => Promise<void>; readonly weight: number }[] = [];
  readonly #failures: unknown[] = [];
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a task; it starts when there is room. */
  add(task: () => Promise<void>, weight = 0): void {
    const lighter = this.#waiting.findIndex((one) => one.weight < weight);
    this.#waiting.splice(lighter < 0 ? this.#waiting.length : lighter, 0, { task, weight });
    this.#next();
  }

  /** Waits until nothing runs or waits. @throws the first error that a task threw. */
  async drained(): Promise<void> {
    while (this.#running > 0 || this.#waiting.length > 0)
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  #next(): void {
    while (this.#running < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#running++;
      void next
        .task()
        .catch((error: unknown) => void this.#failures.push(error))
        .finally(() => {
          this.#running--;
          this.#next();
          if (this.#running === 0) for (const wake of this.#idle.splice(0)) wake();
        });
    }
  }
}

/**
 * Three machines a CPU: a guest that waits for a reset, a link or an interrupt leaves its CPU to another, and most of the
 * time each does. Fewer if the host's memory would not hold them, with half as much again as a guest has for QEMU and the spec's process.
 */
export function machinesAtOnce(jobs: number): number {
  const each = machineDefaults.memoryMiB * 1.5 * 2 ** 20;
  return Math.max(1, Math.min(jobs * 3, Math.floor(os.freemem() / each)));
}
