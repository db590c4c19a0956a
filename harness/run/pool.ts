// SPDX-License-Identifier: GPL-2.0-only
import os from "node:os";
import PQueue from "p-queue";
import { machineDefaults } from "../../lab/machine.ts";

/** Runs tasks, at most `limit` at once: of those that wait the one that weighs most, of equal ones the one that came first. */
export class Pool {
  readonly #queue: PQueue;
  readonly #failures: unknown[] = [];

  constructor(limit: number) {
    this.#queue = new PQueue({ concurrency: limit });
  }

  /** Adds a task; it starts when there is room. */
  add(task: () => Promise<void>, weight = 0): void {
    this.#queue.add(task, { priority: weight }).catch((error: unknown) => void this.#failures.push(error));
  }

  /** Waits until nothing runs or waits. @throws the first error that a task threw. */
  async drained(): Promise<void> {
    await this.#queue.onIdle();
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}

/**
 * Four machines a CPU: a guest that waits for a reset, a link or an interrupt leaves its CPU to another, and most of the
 * time each does. Fewer if the host's memory would not hold them, with half as much again as a guest has for QEMU and the spec's process.
 */
export function machinesAtOnce(jobs: number): number {
  const each = machineDefaults.memoryMiB * 1.5 * 2 ** 20;
  return Math.max(1, Math.min(jobs * 4, Math.floor(os.freemem() / each)));
}
