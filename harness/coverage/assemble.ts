// SPDX-License-Identifier: GPL-2.0-only
// What can be counted, and what each cell counted → the coverage of a series.
import type { Coverage, CoverageSubject, CoveredLine, FileCounts, LineCount, Reason, Share } from "../record/model.ts";
import { mergeCounts, type Counts } from "./merge.ts";
import { emptyPlaces, isAround } from "./places.ts";
import { branchShare, lineShare } from "../record/shares.ts";
import { explainedLines } from "./reasons.ts";

type Files = Coverage["files"];

interface CellCounts {
  readonly cell: string;
  readonly counts: Counts;
}

/** Puts the counts of cells to the lines of a series. */
export function assembleCoverage(
  { changes, reasons, zero = [] }: CoverageSubject,
  counted: readonly { readonly cell: string; readonly counts: readonly FileCounts[]; readonly machines?: number }[],
): Coverage {
  const cells = [...new Set(counted.map(({ cell }) => cell))].map((cell): CellCounts => {
    // One that ran several times counted several times.
    return { cell, counts: mergeCounts(counted.filter((one) => one.cell === cell).flatMap(({ counts }) => counts)) };
  });
  const all = mergeCounts([...zero, ...counted.flatMap(({ counts }) => counts)]);
  const bare: Files = changes.map(({ file, hunks, ...change }) => ({
    file,
    ...change,
    functions: (all.get(file)?.functions ?? []).map(({ name, count, by }) => ({
      name,
      count,
      ...(by === undefined ? {} : { by }),
    })),
    entered: all.get(file)?.entered ?? false,
    hunks: hunks.map(({ lines, ...hunk }) => {
      const covered = lines.map((line): CoveredLine => {
        const count = line.own ? all.get(file)?.lines.get(line.number) : undefined;
        if (count === undefined) return line;
        const branches = count.branches.length > 0 ? { branches: count.branches } : {};
        return { ...line, count: count.count, ...branches, ran: findCells(cells, file, line.number) };
      });
      const ran = [...new Set(covered.flatMap((line) => line.ran ?? []))].sort((a, b) => a - b);
      return { ...hunk, lines: covered, ran };
    }),
  }));
  const { files, stale } = explain(bare, reasons);
  const own = files.flatMap(({ hunks }) => hunks.flatMap(({ lines }) => lines));
  return {
    cells: cells.map(({ cell }) => cell),
    machines: counted.reduce((sum, { machines = 0 }) => sum + machines, 0),
    lines: lineShare(own),
    branches: branchShare(own),
    removals: removalShare(changes, all),
    files,
    stale,
  };
}

function findCells(cells: readonly CellCounts[], file: string, number: number): number[] {
  return cells.flatMap(({ counts }, index) => ((counts.get(file)?.lines.get(number)?.count ?? 0) > 0 ? [index] : []));
}

/** Functions around places where lines were taken away and no code came: by whether they ran. */
function removalShare(changes: CoverageSubject["changes"], all: Counts): Share {
  const places = changes.flatMap((change) => {
    const { lines, functions } = all.get(change.file) ?? { lines: new Map<number, LineCount>(), functions: [] };
    const hasCode = (line: number): boolean => lines.has(line);
    return emptyPlaces(change, hasCode).flatMap((at) => functions.filter((one) => isAround(one, at)).slice(-1));
  });
  return { total: places.length, covered: places.filter(({ count }) => count > 0).length, explained: 0 };
}

function explain(files: Files, reasons: readonly Reason[]): { readonly files: Files; readonly stale: Reason[] } {
  const used = new Set<Reason>();
  const explained = files.map(({ hunks, ...file }) => ({
    ...file,
    hunks: hunks.map(({ lines, ...hunk }) => {
      const whys = new Map<number, string>();
      for (const reason of reasons.filter((one) => one.file === file.file))
        for (const index of explainedLines(reason, lines)) {
          used.add(reason);
          whys.set(index, reason.why);
        }
      const told = lines.map((line, index): CoveredLine => {
        const reason = whys.get(index);
        return reason === undefined ? line : { ...line, reason };
      });
      return { ...hunk, lines: told };
    }),
  }));
  return { files: explained, stale: reasons.filter((reason) => !used.has(reason)) };
}
