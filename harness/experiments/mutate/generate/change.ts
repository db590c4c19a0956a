// SPDX-License-Identifier: GPL-2.0-only
// One small change of a text: what every operator makes, and what a mutant is. Pure.
import type { Node } from "./syntax.ts";

/** What a text has in the place of the characters from `from` up to `to`. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A change, as an operator proposes it. */
export interface Change {
  /** For people: `condition negated`. */
  readonly what: string;
  /** None overlaps another. */
  readonly edits: readonly Edit[];
}

/** Another text in the place of a node. */
export const replaced = (node: Node, text: string): Edit => ({ from: node.startIndex, to: node.endIndex, text });

/** A node in parentheses. */
export const wrapped = (node: Node, before = "("): readonly Edit[] => [
  { from: node.startIndex, to: node.startIndex, text: before },
  { from: node.endIndex, to: node.endIndex, text: ")" },
];

/**
 * A statement that does nothing, in as many lines: the numbers of all others stay as they are, and with them what
 * __LINE__ puts into the binary, which would differ where no code does.
 */
export function emptied(statement: Node): Edit {
  return replaced(statement, `;${"\n".repeat(statement.endPosition.row - statement.startPosition.row)}`);
}

/** A text with edits made. */
export function edit(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to, text: inserted } of edits.toSorted(
    (one, other) => one.from - other.from || one.to - other.to,
  )) {
    parts.push(text.slice(at, from), inserted);
    at = to;
  }
  return [...parts, text.slice(at)].join("");
}
