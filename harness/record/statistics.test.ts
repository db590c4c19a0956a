// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { chance, summarize, quantile, ratioOfMedians, ratioSentence, shuffled } from "./statistics.ts";

/** Blocks of samples around a centre, each block with a disturbance of its own. */
function blocks(centre: number, seed: number, disturbances = [1, 1.5, 0.8, 1.2, 1, 2]): number[][] {
  const random = chance(seed);
  return disturbances.map((by) => Array.from({ length: 50 }, () => centre * by * (0.9 + 0.2 * random())));
}

test("a quantile between two samples is in proportion", (t) => {
  t.is(quantile([4, 1, 3, 2], 0.5), 2.5);
  t.is(quantile([1, 2, 3], 0), 1);
  t.is(quantile([1, 2, 3], 1), 3);
  t.is(quantile([7], 0.3), 7);
});

test("chance is decided by the seed, and covers its range evenly", (t) => {
  const draw = (seed: number) => Array.from({ length: 1000 }, chance(seed));
  t.deepEqual(draw(7), draw(7));
  t.notDeepEqual(draw(7), draw(8));
  const mean = draw(7).reduce((sum, one) => sum + one, 0) / 1000;
  t.true(mean > 0.45 && mean < 0.55);
});

test("shuffling keeps all items", (t) => {
  t.deepEqual([...shuffled([1, 2, 3, 4, 5], chance(3))].sort(), [1, 2, 3, 4, 5]);
  t.deepEqual(shuffled([], chance(3)), []);
});

test("the interval holds the true ratio, and is narrow though the blocks differ: they are drawn in pairs", (t) => {
  const { ratio, low, high } = ratioOfMedians(blocks(30, 1), blocks(20, 2));
  t.true(low <= 1.5 && high >= 1.5, `${low} to ${high}`);
  t.true(ratio > low && ratio < high);
  t.true(high - low < 0.3, `${low} to ${high}`);
});

test("of equals the interval holds 1", (t) => {
  const { low, high } = ratioOfMedians(blocks(20, 1), blocks(20, 2));
  t.true(low <= 1 && high >= 1);
});

test("the same samples give the same interval", (t) => {
  t.deepEqual(ratioOfMedians(blocks(3, 1), blocks(2, 2)), ratioOfMedians(blocks(3, 1), blocks(2, 2)));
});

test("a measurement has all samples in its histograms, and the first one's ratio to each other", (t) => {
  const found = summarize(
    "latency",
    "µs",
    new Map([
      ["a", blocks(30, 1)],
      ["b", blocks(20, 2)],
      ["c", blocks(60, 3)],
    ]),
  );
  for (const { histogram, count } of found.distributions)
    t.is(
      histogram.reduce((sum, one) => sum + one, 0),
      count,
    );
  t.deepEqual(
    found.ratios.map(({ of, to }) => [of, to]),
    [
      ["a", "b"],
      ["a", "c"],
    ],
  );
  t.is(
    ratioSentence({ of: "a", to: "b", ratio: 1.5, low: 1.401, high: 1.6 }),
    "a takes 1.50 times as long as b (1.40 to 1.60)",
  );
});
