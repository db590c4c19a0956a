// SPDX-License-Identifier: GPL-2.0-only
// What may be said of samples. Pure: chance comes from a seed, so that the same samples always give the same numbers.
import type { Distribution, Measurement, Ratio } from "./model.ts";

/** Samples as they were taken: block by block, in each of which all that is compared had its turn. */
export type Blocks = readonly (readonly number[])[];

/** Numbers from 0 up to and without 1, which a seed decides: Marsaglia's xorshift32. */
export function chance(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The items in an order that `random` decides: Fisher and Yates. */
export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

/** The value that a share of the samples does not exceed; between two of them it is in proportion. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low = NaN, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** How often the medians' ratio is drawn anew for its interval. */
const draws = 1000;

/**
 * The ratio of two medians, with its 95 % interval by the bootstrap. Whole blocks are drawn, the same ones for both: what
 * disturbed one block disturbed all that was measured in it.
 */
export function ratioOfMedians(of: Blocks, to: Blocks, seed = 1): Pick<Ratio, "ratio" | "low" | "high"> {
  const random = chance(seed);
  const ratio = (picked: readonly number[]): number =>
    median(picked.flatMap((i) => of[i] ?? [])) / median(picked.flatMap((i) => to[i] ?? []));
  const all = of.map((_, i) => i);
  const drawn = Array.from({ length: draws }, () => ratio(all.map(() => Math.floor(random() * all.length))));
  return { ratio: ratio(all), low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}

/** Bins of a histogram, each wider than the one before by the same factor: latencies have a long tail. */
const bins = 48;

function distribute(name: string, blocks: Blocks, from: number, to: number): Distribution {
  const samples = blocks.flat();
  const histogram = Array.from({ length: bins }, () => 0);
  for (const sample of samples) {
    const at = Math.floor((Math.log(sample / from) / Math.log(to / from)) * bins);
    const bin = Math.min(bins - 1, Math.max(0, at));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  const [p5, p50, p95] = [0.05, 0.5, 0.95].map((share) => quantile(samples, share));
  const ends = { least: Math.min(...samples), most: Math.max(...samples) };
  return { name, count: samples.length, ...ends, p5: p5 ?? NaN, median: p50 ?? NaN, p95: p95 ?? NaN, histogram };
}

/** Sums samples up: a distribution for each name, and the ratio of the first one's median to each other's. */
export function summarize(what: string, unit: string, samples: ReadonlyMap<string, Blocks>, seed = 1): Measurement {
  const all = [...samples.values()].flat(2);
  // Two samples in a hundred may lie outside of the picture, in its last bin: they would leave no room for the others.
  const [from, to] = [Math.min(...all), quantile(all, 0.98)];
  const [[first, firstBlocks] = ["", []], ...others] = samples;
  return {
    ...{ what, unit, from, to },
    distributions: [...samples].map(([name, blocks]) => distribute(name, blocks, from, to)),
    ratios: others.map(([name, blocks]) => ({ of: first, to: name, ...ratioOfMedians(firstBlocks, blocks, seed) })),
  };
}

/** `igb takes 1.02 times as long as vfio-pci (0.97 to 1.05)`. */
export function ratioSentence({ of, to, ratio, low, high }: Ratio): string {
  return `${of} takes ${ratio.toFixed(2)} times as long as ${to} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
