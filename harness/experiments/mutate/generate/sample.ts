// SPDX-License-Identifier: GPL-2.0-only
// A few of many candidates: the same for the same seed and source, and spread, since a hundred mutants of one function say
// little of a driver. The order comes from hashes and not from a generator of numbers: a function that is added somewhere
// else changes nothing for the others. Pure.
import { sha256 } from "../../../host/files.ts";
import type { Candidate } from "./candidates.ts";

interface FunctionQueue {
  readonly key: string;
  readonly left: Candidate[];
  readonly lines: Set<number>;
}

/**
 * Takes `count` candidates, or all if there are no more. Every function gives one before any gives a second; files take
 * turns as they have functions, each at once; in a function the operator is taken that was taken least, on a line that has
 * none yet.
 */
export function takeSample(all: readonly Candidate[], count: number, seed: number): readonly Candidate[] {
  const ranks = rankAll(all, seed);
  const rank = (one: Candidate): string => ranks.get(one) ?? "";
  const queues = inOrder(all, seed);
  const uses = new Map<string, number>();
  const taken: Candidate[] = [];
  const compare =
    ({ lines }: FunctionQueue) =>
    (one: Candidate, other: Candidate): number =>
      Number(lines.has(one.line)) - Number(lines.has(other.line)) ||
      (uses.get(one.operator) ?? 0) - (uses.get(other.operator) ?? 0) ||
      rank(one).localeCompare(rank(other));
  while (taken.length < count && queues.some(({ left }) => left.length > 0))
    for (const queue of queues) {
      const [next] = queue.left.toSorted(compare(queue));
      if (next === undefined || taken.length === count) continue;
      queue.left.splice(queue.left.indexOf(next), 1);
      queue.lines.add(next.line);
      uses.set(next.operator, (uses.get(next.operator) ?? 0) + 1);
      taken.push(next);
    }
  return taken;
}

/** A place in an order that nobody chose, for each candidate: by what it is in its function, not by its line. */
function rankAll(all: readonly Candidate[], seed: number): ReadonlyMap<Candidate, string> {
  const before = new Map<string, number>();
  return new Map(
    all.map((one) => {
      const key = [one.file, one.function, one.operator, one.what].join("\n");
      const nth = before.get(key) ?? 0;
      before.set(key, nth + 1);
      return [one, sha256(`${seed}\n${key}\n${nth}`)] as const;
    }),
  );
}

/** The functions of all files: each file's in an order of their own, evenly among the others'. */
function inOrder(all: readonly Candidate[], seed: number): readonly FunctionQueue[] {
  const hashed = (text: string): string => sha256(`${seed}\n${text}`);
  const files = [...new Set(all.map(({ file }) => file))];
  const placed = files.flatMap((file) => {
    const queues = new Map<string, FunctionQueue>();
    for (const one of all.filter((candidate) => candidate.file === file)) {
      const queue = queues.get(one.function) ?? { key: `${file}\n${one.function}`, left: [], lines: new Set() };
      queues.set(one.function, queue);
      queue.left.push(one);
    }
    const sorted = [...queues.values()].toSorted((a, b) => hashed(a.key).localeCompare(hashed(b.key)));
    return sorted.map((queue, index) => ({ queue, share: index / sorted.length, tie: hashed(file) }));
  });
  return placed.toSorted((a, b) => a.share - b.share || a.tie.localeCompare(b.tie)).map(({ queue }) => queue);
}
