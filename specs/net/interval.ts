// SPDX-License-Identifier: GPL-2.0-only
// What was counted and what crossed the wire since a moment at which both stood still.
import type { Capture, Crossed } from "../../harness/machine/capture.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import type { Frame } from "../../harness/wire/ethernet.ts";
import { readCounters, since, type Both, type Counters } from "./counters.ts";
import { passes, type Pair } from "./interface.ts";
import { readEnds } from "./on-wire.ts";

export type { Both };

/** To several: the first bit on the wire, IEEE Std 802. */
const isGroup = (address: string): boolean => (parseInt(address.slice(0, 2), 16) & 1) === 1;

/** Milliseconds: some drivers read the counters of their hardware every two seconds. */
const still = 2_200;

interface Moment {
  readonly counters: Both<Counters>;
  readonly frames: { readonly [direction in keyof Crossed]: number };
}

export interface Counted {
  readonly counters: Both<Counters>;
  readonly crossed: Both<Frame[]>;
}

export class Interval {
  readonly pair: Pair;
  readonly #context: SpecContext;
  readonly #capture: Capture;
  readonly #own: string;
  readonly #before: Moment;

  private constructor(context: SpecContext, capture: Capture, pair: Pair, own: string, before: Moment) {
    [this.#context, this.#capture, this.pair, this.#own, this.#before] = [context, capture, pair, own, before];
  }

  /** Begins once frames cross, and all that crossed until then is counted: what comes while the link does may be lost. */
  static async begin(context: SpecContext, capture: Capture, pair: Pair): Promise<Interval> {
    await passes(context, pair);
    const { from } = await readEnds(context, pair);
    const now = async (): Promise<Moment> => {
      const { sent, received } = await capture.frames();
      const counters = await readCounters(context, pair.here);
      return { counters, frames: { sent: sent.length, received: received.length } };
    };
    let [before, changed] = [await now(), performance.now()];
    while (performance.now() - changed < still) {
      const next = await now();
      if (JSON.stringify(next) !== JSON.stringify(before)) [before, changed] = [next, performance.now()];
    }
    return new Interval(context, capture, pair, from, before);
  }

  /** What the interface sent, and what was for it. */
  async #crossed(): Promise<Both<Frame[]>> {
    const { sent, received } = await this.#capture.frames();
    const { frames } = this.#before;
    return {
      tx: sent.slice(frames.sent).filter(({ source }) => source === this.#own),
      rx: received
        .slice(frames.received)
        .filter(({ destination }) => isGroup(destination) || destination === this.#own),
    };
  }

  /** What all counters say, and what had crossed by then, once these are `enough`, or do not come to be. */
  async counted(enough: (counters: Both<Counters>, crossed: Both<Frame[]>) => boolean): Promise<Counted> {
    const deadline = performance.now() + (still + 3_000) * this.#context.run.timeoutScale;
    for (;;) {
      const counters = since(this.#before.counters, await readCounters(this.#context, this.pair.here));
      const crossed = await this.#crossed();
      if (enough(counters, crossed) || performance.now() > deadline) return { counters, crossed };
    }
  }
}
