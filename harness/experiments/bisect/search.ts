// SPDX-License-Identifier: GPL-2.0-only
// Bisection by runs that may lie: which point to try next, how often, and when enough is known. It asks an oracle for
// runs and knows nothing else of kernels.
import {
  chanceOfDifference,
  goodEnd,
  guiltProbability,
  posterior,
  split,
  type Counts,
  type History,
} from "./posterior.ts";

/** What one run said: the spec passed, it failed, or the run says nothing. */
export type Said = "pass" | "fail" | "nothing";

/** Runs the spec at a point so many times; a text says why the point cannot be tried at all. */
export type Oracle = (point: number, times: number) => Promise<readonly Said[] | string>;

/** What became of one point. */
export interface Step {
  readonly point: number;
  readonly passed: number;
  readonly failed: number;
  /** `skipped`: it cannot be tried. `open`: it was not tried to an end. */
  readonly verdict: "good" | "bad" | "skipped" | "open";
  /** How likely that is, all that was seen taken together. */
  readonly confidence: number;
  readonly why?: string;
}

/** What a bisection found. */
export interface SearchResult {
  /** `same`: the ends do not differ. `among`: what could tell them apart cannot be tried. `open`: the runs were used up. */
  readonly conclusion: "found" | "among" | "same" | "open";
  /** Most likely first. */
  readonly suspects: readonly { readonly suspect: number; readonly probability: number }[];
  /** How likely it is that one of them is guilty. */
  readonly confidence: number;
  readonly good: Counts;
  readonly bad: Counts;
  /** All runs without the guilty one, if there is one, and all with it. */
  readonly without: Counts;
  readonly having: Counts;
  readonly steps: readonly Step[];
  readonly runs: number;
}

export interface SearchOptions {
  /** 0.99: wrong once in a hundred bisections. */
  readonly confidence: number;
  /** Runs in all. */
  readonly most: number;
  /** Ends the search early: what was seen until then is what is found. */
  readonly signal?: AbortSignal;
}

/** The least share of failures at the bad end that is looked for before it is said to be sound. */
const leastRate = 0.2;

/** Runs that are asked for at once. */
const batch = 4;

const none: Counts = { passed: 0, failed: 0 };

export class Search {
  readonly #history: History;
  readonly #oracle: Oracle;
  readonly #options: SearchOptions;
  readonly #seen = new Map<number, Counts>();
  readonly #skipped = new Map<number, string>();
  readonly #order: number[] = [];
  #runs = 0;

  constructor(history: History, oracle: Oracle, options: SearchOptions) {
    [this.#history, this.#oracle, this.#options] = [history, oracle, options];
  }

  /** Searches until enough is known, or until it is ended. */
  async run(): Promise<SearchResult> {
    try {
      return await this.#search();
    } catch (error) {
      if (this.#options.signal?.aborted !== true) throw error;
      return this.#found("open", this.#likely(posterior(this.#history, this.#seen)));
    }
  }

  /** The ends, then the points between them. */
  async #search(): Promise<SearchResult> {
    if (!(await this.#proveEnds())) return this.#found("same", []);
    for (;;) {
      const probabilities = posterior(this.#history, this.#seen);
      const best = probabilities.indexOf(Math.max(...probabilities));
      const alike = this.#alike(best);
      const together = alike.reduce((sum, one) => sum + (probabilities[one] ?? 0), 0);
      if (together >= this.#options.confidence) return this.#found(alike.length === 1 ? "found" : "among", alike);
      const point = this.#next(probabilities);
      if (point === undefined || this.#runs >= this.#options.most)
        return this.#found("open", this.#likely(probabilities));
      await this.#tryPoint(point);
    }
  }

  get #bad(): number {
    return this.#history.count - 1;
  }

  #at(point: number): Counts {
    return this.#seen.get(point) ?? none;
  }

  /** Whether the bad end fails more often than the good one, as sure as the whole is to be. */
  async #proveEnds(): Promise<boolean> {
    const { confidence, most } = this.#options;
    const enough = Math.ceil(Math.log(1 - confidence) / Math.log(1 - leastRate));
    while (this.#at(this.#bad).failed === 0 && this.#at(this.#bad).passed < enough) await this.#ask(this.#bad, batch);
    if (this.#at(this.#bad).failed === 0) return false;
    while (chanceOfDifference(this.#at(goodEnd), this.#at(this.#bad)) < confidence) {
      if (this.#runs >= most / 2) return false;
      const [good, bad] = [goodEnd, this.#bad].map((end) => this.#at(end).passed + this.#at(end).failed);
      await this.#ask((good ?? 0) <= (bad ?? 0) ? goodEnd : this.#bad, batch);
    }
    return true;
  }

  /** Asks for runs at a point and counts what they say. @returns false if the point cannot be tried. */
  async #ask(point: number, times: number): Promise<boolean> {
    const said = await this.#oracle(point, times);
    if (!this.#order.includes(point)) this.#order.push(point);
    if (typeof said === "string") {
      this.#skipped.set(point, said);
      this.#seen.delete(point);
      return false;
    }
    this.#runs += times;
    const { passed, failed } = this.#at(point);
    const count = (what: Said): number => said.filter((one) => one === what).length;
    this.#seen.set(point, { passed: passed + count("pass"), failed: failed + count("fail") });
    return true;
  }

  /** The doubt that is left of a point when the next is turned to. */
  get #doubt(): number {
    return (1 - this.#options.confidence) / (2 * Math.ceil(Math.log2(this.#history.count) + 1));
  }

  #decided(mass: number): boolean {
    return mass < this.#doubt || mass > 1 - this.#doubt;
  }

  /** Stays at a point until it is known on which side of the guilty one it is. */
  async #tryPoint(point: number): Promise<void> {
    do {
      const end = this.#poorEnd(point);
      if (!(end === undefined ? await this.#ask(point, this.#times(point)) : await this.#ask(end, batch))) return;
    } while (!this.#decided(this.#mass(point)) && this.#runs < this.#options.most);
  }

  /**
   * An end that was run far less often than a point. How sure a point can get is bounded by what is known of the ends:
   * were they seen by accident as they were, then the point would be on the other side.
   */
  #poorEnd(point: number): number | undefined {
    const runs = (at: number): number => this.#at(at).passed + this.#at(at).failed;
    return [goodEnd, this.#bad].find((end) => 2 * runs(end) <= runs(point));
  }

  #mass(point: number, seen: ReadonlyMap<number, Counts> = this.#seen): number {
    return guiltProbability(this.#history, posterior(this.#history, seen), point);
  }

  /** How many runs would do, if they all said the same. */
  #times(point: number): number {
    const { passed, failed } = this.#at(point);
    for (let times = 1; times < batch; times++)
      for (const more of [
        { passed: passed + times, failed },
        { passed, failed: failed + times },
      ])
        if (this.#decided(this.#mass(point, new Map([...this.#seen, [point, more]])))) return times;
    return batch;
  }

  /** The point that tells most: as likely as not to have the guilty one in it. */
  #next(probabilities: readonly number[]): number | undefined {
    let [next, least]: [number | undefined, number] = [undefined, 0.5 - 1e-9];
    for (let point = 0; point < this.#bad; point++) {
      if (this.#skipped.has(point)) continue;
      const off = Math.abs(guiltProbability(this.#history, probabilities, point) - 0.5);
      if (off < least) [next, least] = [point, off];
    }
    return next;
  }

  /** The suspects that nothing which can be tried tells from one of them. */
  #alike(suspect: number): number[] {
    if (this.#skipped.size === 0) return [suspect];
    const points = Array.from({ length: this.#history.count }, (_, point) => point).filter(
      (point) => !this.#skipped.has(point),
    );
    const { contains } = this.#history;
    return Array.from({ length: this.#history.count }, (_, other) => other).filter((other) =>
      points.every((point) => contains(point, suspect) === contains(point, other)),
    );
  }

  /** The fewest suspects that are as sure as asked for, together. */
  #likely(probabilities: readonly number[]): number[] {
    const order = probabilities.map((_, suspect) => suspect);
    order.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
    let sum = 0;
    return order.filter((suspect) => {
      const wanted = sum < this.#options.confidence;
      sum += probabilities[suspect] ?? 0;
      return wanted;
    });
  }

  #found(conclusion: SearchResult["conclusion"], suspects: readonly number[]): SearchResult {
    const probabilities = posterior(this.#history, this.#seen);
    const named = suspects.map((suspect) => ({ suspect, probability: probabilities[suspect] ?? 0 }));
    const ends = chanceOfDifference(this.#at(goodEnd), this.#at(this.#bad));
    const most = [...named].sort((a, b) => b.probability - a.probability)[0]?.suspect ?? this.#bad;
    const { good: without, bad: having } = split(this.#history, this.#seen, most);
    return {
      conclusion,
      suspects: named.sort((a, b) => b.probability - a.probability),
      confidence: conclusion === "same" ? ends : named.reduce((sum, { probability }) => sum + probability, 0),
      good: this.#at(goodEnd),
      bad: this.#at(this.#bad),
      ...{ without, having },
      steps: this.#order
        .filter((point) => point !== goodEnd && point !== this.#bad)
        .map((point) => this.#stepAt(point, guiltProbability(this.#history, probabilities, point))),
      runs: this.#runs,
    };
  }

  #stepAt(point: number, mass: number): Step {
    const why = this.#skipped.get(point);
    const { passed, failed } = this.#at(point);
    if (why !== undefined) return { point, passed, failed, verdict: "skipped", confidence: 0, why };
    const confidence = Math.max(mass, 1 - mass);
    const verdict =
      !this.#decided(mass) && confidence < this.#options.confidence ? "open" : mass > 0.5 ? "bad" : "good";
    return { point, passed, failed, verdict, confidence };
  }
}
