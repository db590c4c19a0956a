// SPDX-License-Identifier: GPL-2.0-only
// How every report speaks of coverage.
import type { Coverage, CoveredLine, Share } from "../record/model.ts";
import { branchShare, isOpen, lineShare } from "../record/shares.ts";

/** What became of a line; `none`: it has no code, or is not the series'. */
export type LineState = "ran" | "part" | "missed" | "none";

/** One character a state: readable without colour. */
export const lineMarks: Readonly<Record<LineState, string>> = { ran: "✓", part: "◐", missed: "✗", none: "" };

/** What became of a line. */
export function lineState(line: CoveredLine): LineState {
  if (!line.own || line.count === undefined) return "none";
  if (line.count === 0) return "missed";
  return isOpen(line) ? "part" : "ran";
}

/** `97.6%`; never 100 when something is missing. */
export function percent({ covered, total }: Share): string {
  if (total === 0) return "–";
  return `${(Math.floor((covered / total) * 1000) / 10).toFixed(1)}%`;
}

/** `201 of 205 lines`, and how much of the rest has its reason. */
export function shareText({ covered, total, explained }: Share, noun: "line" | "branch"): string {
  const many = noun === "line" ? "lines" : "branches";
  const said = explained === 0 ? "" : `, ${explained} more explained`;
  return `${covered} of ${total} ${total === 1 ? noun : many}${said}`;
}

/** The shares of a hunk. */
export function hunkShares(lines: readonly CoveredLine[]): { readonly lines: Share; readonly branches: Share } {
  return { lines: lineShare(lines), branches: branchShare(lines) };
}

/** A line that did not run, or not in all its ways, and where it is. */
export interface OpenLine {
  readonly at: string;
  readonly line: CoveredLine;
  /** `did not run`, `1 of 4 branches not taken`. */
  readonly what: string;
}

/** All lines that somebody may want to write a spec for: lines that did not run before branches not taken. */
export function openLines({ files }: Coverage): readonly OpenLine[] {
  const open = files.flatMap(({ file, hunks }) =>
    hunks.flatMap(({ lines }) => lines.filter(isOpen).map((line) => openLine(`${file}:${line.number}`, line))),
  );
  return [...open.filter(({ line }) => line.count === 0), ...open.filter(({ line }) => line.count !== 0)];
}

function openLine(at: string, line: CoveredLine): OpenLine {
  const { count, branches = [] } = line;
  const missed = branches.filter((times) => times === 0).length;
  return { at, line, what: count === 0 ? "did not run" : `${missed} of ${branches.length} branches not taken` };
}
