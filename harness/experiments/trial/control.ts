// SPDX-License-Identifier: GPL-2.0-only
// The kernel without what is tried, through the same specs in the same run: a spec that fails there proves nothing.
import type { CellSpec } from "../../../lab/matrix.ts";
import type { Result } from "../../record/model.ts";
import type { Baseline } from "../../record/trial.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import type { Build } from "../kernels/build-set.ts";
import type { Batch } from "../kernels/kernel-runner.ts";

/** The machines and modules of a cell's flavour, nothing changed. */
export type Unchanged = (cell: CellSpec) => Promise<Build>;

export class Control {
  readonly #unchanged: Unchanged;
  readonly #results = new Map<string, Result>();
  readonly #busy = new Map<string, Promise<void>>();

  constructor(unchanged: Unchanged) {
    this.#unchanged = unchanged;
  }

  /** Sees to it that each spec of a batch has run without it. */
  async ensure({ cell, specs }: Batch): Promise<void> {
    // One after the other in a cell: what one caller waits for, the next finds done.
    const before = this.#busy.get(cell.id) ?? Promise.resolve();
    const now = before.then(() => this.#runMissing(cell, specs));
    this.#busy.set(
      cell.id,
      now.catch(() => undefined),
    );
    await now;
  }

  async #runMissing(cell: CellSpec, specs: readonly PlannedSpec[]): Promise<void> {
    const { runner, target } = await this.#unchanged(cell);
    // A second chance, as a patch has: on a busy host even a sound kernel may miss a deadline.
    for (let attempt = 0; attempt < 2; attempt++) {
      const missing = specs.filter(({ id }) => !isGood(this.#of(cell.id, id)));
      if (missing.length === 0) return;
      const results = await runner.run(target, { cell, specs: missing }, false);
      for (const result of results) this.#results.set(resultKey(cell.id, result.spec), result);
    }
  }

  #of(cell: string, spec: string): Result | undefined {
    return this.#results.get(resultKey(cell, spec));
  }

  /** Whether a spec passed in a cell. */
  readonly passed = ({ cell, spec }: Pick<Result, "cell" | "spec">): boolean => isGood(this.#of(cell, spec));

  /** For the record: how many passed, and those that did not. */
  summary(): Baseline {
    const all = [...this.#results.values()];
    const broken = all.filter((result) => !isGood(result));
    return {
      sound: all.length - broken.length,
      broken: broken.map(({ cell, spec, outcome, reason }) => ({ cell, spec, why: `${outcome}: ${reason ?? ""}` })),
    };
  }
}

function resultKey(cell: string, spec: string): string {
  return `${cell} ${spec}`;
}

function isGood(result: Result | undefined): boolean {
  return result?.outcome === "PASS" || result?.outcome === "DONE";
}
