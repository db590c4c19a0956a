// SPDX-License-Identifier: GPL-2.0-only
// Counts of several objects, machines and cells → one.
import type { CountedFunction, FileCounts, LineCount } from "../record/model.ts";

/** The counts of one file. */
export interface Merged {
  readonly lines: ReadonlyMap<number, LineCount>;
  readonly functions: readonly CountedFunction[];
  readonly entered: boolean;
}

/** Counts by file. */
export type Counts = ReadonlyMap<string, Merged>;

/** Adds up counts: a line in two functions, two objects or two machines ran as often as in all of them. */
export function mergeCounts(all: Iterable<FileCounts>): Counts {
  const merged = new Map<string, FileSum>();
  for (const { file, lines, functions = [], entered = false } of all) {
    const sum = merged.get(file) ?? new FileSum();
    merged.set(file, sum);
    for (const line of lines) sum.lines.set(line.line, add(sum.lines.get(line.line), line));
    for (const one of functions) sum.add(one);
    sum.entered ||= entered;
  }
  return merged;
}

class FileSum implements Merged {
  readonly lines = new Map<number, LineCount>();
  readonly #functions = new Map<string, CountedFunction>();
  entered = false;

  /** The same function of two objects that include it is one. */
  add(one: CountedFunction): void {
    const key = `${one.name} ${one.from}`;
    const known = this.#functions.get(key);
    const by = [...new Set([...(known?.by ?? []), ...(one.by ?? [])])];
    const told = by.length === 0 ? {} : { by };
    this.#functions.set(key, { ...one, ...told, count: one.count + (known?.count ?? 0) });
  }

  get functions(): readonly CountedFunction[] {
    return [...this.#functions.values()].sort((a, b) => a.from - b.from);
  }
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

/** Only the lines and functions that are asked for, in order: what is worth writing down. */
export function pickCounts(
  counts: Counts,
  wanted: {
    readonly line: (file: string, line: number) => boolean;
    readonly part: (file: string, part: CountedFunction) => boolean;
  },
): FileCounts[] {
  return [...counts]
    .map(([file, { lines, functions, entered }]) => ({
      file,
      lines: [...lines.values()].filter(({ line }) => wanted.line(file, line)).sort((a, b) => a.line - b.line),
      functions: functions.filter((one) => wanted.part(file, one)),
      entered,
    }))
    .filter(({ lines, functions, entered }) => lines.length + functions.length > 0 || entered)
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}
