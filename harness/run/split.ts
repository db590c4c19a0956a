// SPDX-License-Identifier: GPL-2.0-only
// A cell's specs in parts that run side by side, each in machines of its own: most of a spec's time a driver waits for a
// link or a reset, and one long cell would be what everything else has ended before. Pure.
import type { PlannedSpec } from "./plan.ts";

/** So much is one part's; a spec that wants no longer deadline than others counts 1. */
const shardWeight = 50;

const weigh = (specs: readonly PlannedSpec[]): number =>
  specs.reduce((sum, { spec: { needs } }) => sum + (needs.timeoutFactor ?? 1), 0);

/** Splits specs by their files, which stay whole and in order: a file's specs share a machine. The heaviest part comes first. */
export function splitSpecs(specs: readonly PlannedSpec[]): readonly (readonly PlannedSpec[])[] {
  const names = [...new Set(specs.map(({ file }) => file))];
  const files = names.map((name) => specs.filter(({ file }) => file === name));
  const count = Math.min(files.length, Math.max(1, Math.round(weigh(specs) / shardWeight)));
  const shards = Array.from({ length: count }, () => ({ weight: 0, files: new Set<PlannedSpec["file"]>() }));
  for (const file of files.toSorted((one, other) => weigh(other) - weigh(one))) {
    const lightest = shards.reduce((least, shard) => (shard.weight < least.weight ? shard : least));
    lightest.weight += weigh(file);
    for (const { file: name } of file) lightest.files.add(name);
  }
  return shards
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ files }) => specs.filter(({ file }) => files.has(file)));
}
