// SPDX-License-Identifier: GPL-2.0-only
// Bisection without kernels: an oracle whose guilty suspect and rates of failure are known. What is printed as
// confidence has to hold over many bisections.
import test from "ava";
import { chance } from "../../record/statistics.ts";
import { chanceOfDifference, goodEnd, linear, posterior, type Counts, type History } from "./posterior.ts";
import { Search, type SearchResult, type Oracle } from "./search.ts";

interface Noise {
  /** How often a sound kernel fails, and a broken one. */
  readonly good: number;
  readonly bad: number;
}

function noisyOracle(history: History, guilty: number, { good, bad }: Noise, random: () => number): Oracle {
  return async (point, times) => {
    const rate = point !== goodEnd && history.contains(point, guilty) ? bad : good;
    return Array.from({ length: times }, () => (random() < rate ? "fail" : "pass"));
  };
}

async function bisections(count: number, suspects: number, noise: Noise, confidence: number) {
  const random = chance(20261122);
  const history = linear(suspects);
  const sums = { wrong: 0, lost: 0, runs: 0 };
  for (let i = 0; i < count; i++) {
    const guilty = Math.floor(random() * suspects);
    const options = { confidence, most: 2000 };
    const found = await new Search(history, noisyOracle(history, guilty, noise, random), options).run();
    sums.runs += found.runs;
    if (found.conclusion !== "found") sums.lost++;
    else if (found.suspects[0]?.suspect !== guilty) sums.wrong++;
  }
  return sums;
}

for (const [noise, confidence, most] of [
  [{ good: 0, bad: 1 }, 0.99, 40],
  [{ good: 0, bad: 1 / 3 }, 0.99, 200],
  [{ good: 1 / 3, bad: 1 }, 0.99, 120],
  [{ good: 0.1, bad: 0.7 }, 0.99, 130],
  [{ good: 0, bad: 1 / 3 }, 0.9, 120],
  [{ good: 1 / 3, bad: 1 }, 0.9, 80],
] as const)
  test(`a sound kernel fails ${noise.good.toFixed(2)} of its runs, a broken one ${noise.bad.toFixed(2)}: wrong no more often than ${((1 - confidence) * 100).toFixed(0)} in 100`, async (t) => {
    const count = 500;
    const { wrong, lost, runs } = await bisections(count, 8, noise, confidence);
    t.log(`${wrong} of ${count} wrong, ${lost} without an answer, ${(runs / count).toFixed(0)} runs each`);
    // Two standard deviations above what is allowed: the test is of the rate, not of its luck.
    const allowed = count * (1 - confidence);
    t.true(wrong <= allowed + 2 * Math.sqrt(allowed), `${wrong} wrong`);
    // What says that it does not know is not wrong; it may not become a habit.
    t.true(lost <= count * 0.05, `${lost} without an answer`);
    t.true(runs / count <= most, `${runs / count} runs each`);
  });

const sure: Noise = { good: 0, bad: 1 };
const search = (history: History, oracle: Oracle, confidence = 0.99, most = 500): Promise<SearchResult> =>
  new Search(history, oracle, { confidence, most }).run();

test("without noise each suspect is found, first and last too", async (t) => {
  const history = linear(8);
  for (let guilty = 0; guilty < 8; guilty++) {
    const found = await search(history, noisyOracle(history, guilty, sure, chance(1)));
    t.like(found, { conclusion: "found" });
    t.is(found.suspects[0]?.suspect, guilty);
    t.true(found.confidence >= 0.99 && found.steps.length <= 4);
    t.is(found.having.passed, 0);
    t.is(found.without.failed, 0);
  }
});

test("ended early, it tells what was seen until then, and of what breaks by itself nothing is hidden", async (t) => {
  const history = linear(8);
  const ending = new AbortController();
  let runs = 0;
  const oracle: Oracle = async (point, times) => {
    if (++runs === 4) ending.abort(new Error("ended by SIGINT"));
    ending.signal.throwIfAborted();
    return noisyOracle(history, 5, sure, chance(1))(point, times);
  };
  const found = await new Search(history, oracle, { confidence: 0.99, most: 500, signal: ending.signal }).run();
  t.is(found.conclusion, "open");
  t.true(found.good.passed > 0 && found.bad.failed > 0);
  t.true(found.suspects.some(({ suspect }) => suspect === 5));
  const broken: Oracle = () => Promise.reject(new Error("the disk is full"));
  await t.throwsAsync(search(history, broken), { message: "the disk is full" });
});

test("a point that cannot be tried is gone around", async (t) => {
  const history = linear(8);
  const oracle = noisyOracle(history, 5, sure, chance(1));
  const found = await search(history, async (point, times) =>
    point === 3 ? "it does not build" : oracle(point, times),
  );
  t.is(found.conclusion, "found");
  t.is(found.suspects[0]?.suspect, 5);
  t.like(
    found.steps.find(({ verdict }) => verdict === "skipped"),
    { point: 3, why: "it does not build" },
  );
});

test("the guilty one among points that cannot be tried: all that it may be are named", async (t) => {
  const history = linear(8);
  const oracle = noisyOracle(history, 4, sure, chance(1));
  const broken = [3, 4];
  const found = await search(history, async (point, times) => (broken.includes(point) ? "no" : oracle(point, times)));
  t.is(found.conclusion, "among");
  t.deepEqual(found.suspects.map(({ suspect }) => suspect).sort(), [3, 4, 5]);
  t.true(found.confidence >= 0.99);
});

test("ends that do not differ are said to be so: a bad end that never fails, a good end that fails as often", async (t) => {
  const history = linear(8);
  const never = await search(history, async (_, times) => Array.from({ length: times }, () => "pass" as const));
  t.like(never, { conclusion: "same", bad: { failed: 0 } });
  t.true(never.bad.passed >= 20, "a defect that shows once in five runs would have been seen");
  const random = chance(3);
  const alike = await search(history, noisyOracle(history, 4, { good: 0.5, bad: 0.5 }, random), 0.99, 100);
  t.not(alike.conclusion, "found");
});

test("runs that say nothing are no passes", async (t) => {
  const history = linear(4);
  const oracle = noisyOracle(history, 2, sure, chance(1));
  const found = await search(history, async (point, times) => {
    const said = await oracle(point, times);
    return typeof said === "string" ? said : said.map((one, i) => (i % 2 === 1 ? "nothing" : one));
  });
  t.like(found, { conclusion: "found" });
  t.is(found.suspects[0]?.suspect, 2);
});

test("when the runs are used up, what is known is said, and no more", async (t) => {
  const history = linear(64);
  const found = await search(history, noisyOracle(history, 40, { good: 0, bad: 1 / 3 }, chance(5)), 0.99, 45);
  t.not(found.conclusion, "found");
});

/** A merge: 0, then 1-2 and 3-4 side by side, 5 joins them. */
const merged: History = {
  count: 6,
  contains: (point, suspect) =>
    [[0], [0, 1], [0, 1, 2], [0, 3], [0, 3, 4], [0, 1, 2, 3, 4, 5]][point]!.includes(suspect),
};

test("branches that were merged: a sound commit clears its own history alone", async (t) => {
  for (let guilty = 0; guilty < 6; guilty++) {
    const found = await search(merged, noisyOracle(merged, guilty, sure, chance(1)));
    t.deepEqual([found.conclusion, found.suspects[0]?.suspect], ["found", guilty]);
  }
});

test("passes make a suspect likelier that is not in the kernel, failures one that is", (t) => {
  const history = linear(4);
  const ends: [number, Counts][] = [
    [goodEnd, { passed: 5, failed: 0 }],
    [3, { passed: 0, failed: 5 }],
  ];
  const even = posterior(history, new Map(ends));
  for (const one of even) t.true(Math.abs(one - 0.25) < 1e-9);
  const after = posterior(history, new Map([...ends, [1, { passed: 3, failed: 0 }]]));
  t.true((after[2] ?? 0) > 0.4 && (after[0] ?? 0) < 0.02);
});

test("four failures against four passes differ, but for one chance in 252", (t) => {
  const found = chanceOfDifference({ passed: 4, failed: 0 }, { passed: 0, failed: 4 });
  t.true(Math.abs(found - (1 - 1 / 252)) < 1e-9);
  t.is(chanceOfDifference({ passed: 3, failed: 3 }, { passed: 3, failed: 3 }).toFixed(6), "0.500000");
});
