// SPDX-License-Identifier: GPL-2.0-only
// Counts of several objects, machines and cells → one.
import type { FileCounts, LineCount } from "../record/model.ts";

/** Counts by file, then by line. */
export type Counts = ReadonlyMap<string, ReadonlyMap<number, LineCount>>;

/** Adds up counts: a line in two functions, two objects or two machines ran as often as in all of them. */
export function mergeCounts(all: Iterable<FileCounts>): Counts {
  const merged = new Map<string, Map<number, LineCount>>();
  for (const { file, lines } of all) {
    const known = merged.get(file) ?? new Map<number, LineCount>();
    merged.set(file, known);
    for (const line of lines) known.set(line.line, add(known.get(line.line), line));
  }
  return merged;
}

function add(known: LineCount | undefined, more: LineCount): LineCount {
  if (known === undefined) return more;
  const [long, short] =
    known.branches.length >= more.branches.length ? [known.branches, more.branches] : [more.branches, known.branches];
  return {
    line: more.line,
    count: known.count + more.count,
    branches: long.map((count, index) => count + (short[index] ?? 0)),
  };
}

/** Only the lines that a predicate names, in order: what is worth writing down. */
export function pickLines(counts: Counts, wanted: (file: string, line: number) => boolean): FileCounts[] {
  return [...counts]
    .map(([file, lines]) => ({
      file,
      lines: [...lines.values()].filter(({ line }) => wanted(file, line)).sort((a, b) => a.line - b.line),
    }))
    .filter(({ lines }) => lines.length > 0)
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
