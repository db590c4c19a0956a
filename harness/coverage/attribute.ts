// SPDX-License-Identifier: GPL-2.0-only
// Which specs entered a function: each spec file has a machine of its own, and all machines of a cell come from one
// snapshot. What all of them have counted is what ran before it. Pure.
import type { CountedFunction, FileCounts } from "../record/model.ts";
import { mergeCounts } from "./merge.ts";

/** The counts of one machine, and the families of specs that ran in it. */
export interface MachineCounts {
  readonly families: readonly string[];
  readonly counts: readonly FileCounts[];
}

const key = (file: string, { name, from }: CountedFunction): string => `${file}\n${name} ${from}`;

/** The counts of all machines, each function with the families that entered it. */
export function attributeCounts(machines: readonly MachineCounts[]): readonly FileCounts[] {
  // The same function of two objects that include it is one.
  const merged = machines.map(({ families, counts }) => ({ families, files: mergeCounts(counts) }));
  const seen = new Map<string, number[]>();
  for (const { files } of merged)
    for (const [file, { functions }] of files)
      for (const one of functions) seen.set(key(file, one), [...(seen.get(key(file, one)) ?? []), one.count]);
  const before = (file: string, one: CountedFunction): number => {
    const counts = seen.get(key(file, one)) ?? [];
    return machines.length > 1 && counts.length === machines.length ? Math.min(...counts) : 0;
  };
  return merged.flatMap(({ families, files }) =>
    [...files].map(([file, { lines, functions, entered }]) => ({
      file,
      lines: [...lines.values()],
      functions: functions.map((one) => (one.count > before(file, one) ? { ...one, by: [...families] } : one)),
      entered,
    })),
  );
}
