// SPDX-License-Identifier: GPL-2.0-only
// After the plan: what failed on patched is run again by itself, on both sides, since one failure may be an accident;
// so is what could not be run. How often, and what for want of time was not, is said.
import { errorMessage } from "../../host/errors.ts";
import type { Emit, KnownFailure, RunRecord } from "../../record/model.ts";
import { settle } from "../../verdict/conclude.ts";
import { duration, plural } from "../../report/words.ts";
import { Pool } from "../pool.ts";
import { bounded, doubtful, failed, limits, missed, opposite, secondsFor, type Again } from "./choose.ts";
import { runAgain, type KeptCells } from "./kept.ts";

/** What repetition is given. */
export interface Repetition {
  readonly kept: KeptCells;
  /** What the events of the run add up to so far. */
  readonly soFar: () => RunRecord;
  readonly known: readonly KnownFailure[];
  /** How often each cell was run in the first place: that is evidence, too. */
  readonly rounds: number;
  readonly machines: number;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Runs again what needs it. Its results are in the journal then. @throws if the run is ended. */
export async function repeatFailures(run: Repetition): Promise<void> {
  await new Repeater(run).work();
}

class Repeater {
  readonly #run: Repetition;
  readonly #seconds: number;
  readonly #late: AbortSignal;
  /** How often each cell was gone back to: its repetitions are numbered. */
  readonly #times = new Map<string, number>();

  constructor(run: Repetition) {
    this.#run = run;
    this.#seconds = secondsFor(this.#found());
    this.#late = AbortSignal.timeout(this.#seconds * 1000);
  }

  async work(): Promise<void> {
    const started = performance.now();
    await this.#misses();
    const { within: failures, left } = bounded(failed(this.#found(), this.#run.known));
    if (left > 0) this.#note(`${plural(left, "failure")} not rerun: at most ${limits.specs} per cell are`);
    const times = limits.failures + 1 - this.#run.rounds;
    if (failures.length === 0 || times <= 0) return;
    const base = opposite(this.#found(), failures);
    // Side by side: if time runs out, both sides have been seen about as often.
    await this.#all([...failures, ...base], times);
    await this.#all(doubtful(this.#found(), base), limits.doubtful - limits.failures);
    const specs = plural(
      failures.reduce((sum, one) => sum + one.specs.length, 0),
      "spec",
    );
    const took = duration((performance.now() - started) / 1000);
    this.#note(`reran ${specs} that failed on patched, each by itself, and on base where it passed; ${took}`);
    if (this.#late.aborted)
      this.#note(`not everything was rerun as often as planned: the limit of ${duration(this.#seconds)} was reached`);
  }

  /** What could not be run says nothing: it gets another chance, and that is said. */
  async #misses(): Promise<void> {
    const first = bounded(missed(this.#found()));
    if (first.within.length === 0) return;
    const reasons = new Map(this.#found().results.map((one) => [`${one.cell}\n${one.spec}`, one.reason ?? ""]));
    for (let time = 0; time < limits.misses; time++) await this.#all(bounded(missed(this.#found())).within, 1);
    const { results } = this.#found();
    for (const { cell, specs } of first.within)
      for (const spec of specs) {
        const outcome = results.find((one) => one.cell === cell && one.spec === spec)?.outcome ?? "MISS";
        const why = reasons.get(`${cell}\n${spec}`)?.split("\n")[0] ?? "";
        this.#note(`${cell}: ${spec}: did not run at first (${why}); rerun: ${outcome}`);
      }
    if (first.left > 0) this.#note(`${plural(first.left, "spec")} that did not run were not rerun`);
  }

  #found(): RunRecord {
    return settle(this.#run.soFar());
  }

  async #all(wanted: readonly Again[], times: number): Promise<void> {
    const pool = new Pool(this.#run.machines);
    for (const one of wanted)
      pool.add(async () => {
        for (let time = 0; time < times && !this.#late.aborted; time++) await this.#once(one);
      });
    await pool.drained();
    this.#run.signal.throwIfAborted();
  }

  async #once({ cell, specs }: Again): Promise<void> {
    const kept = this.#run.kept.get(cell);
    if (kept === undefined) return;
    const time = (this.#times.get(cell) ?? 0) + 1;
    this.#times.set(cell, time);
    try {
      await runAgain(kept, specs, time, AbortSignal.any([this.#run.signal, this.#late]));
    } catch (error) {
      // What was ended for its time is said at the end; what else goes wrong here takes nothing from the run.
      if (!this.#late.aborted) this.#note(`${cell} was not rerun: ${errorMessage(error)}`);
    }
  }

  #note(text: string): void {
    this.#run.emit({ type: "note", source: "lab", text });
  }
}
