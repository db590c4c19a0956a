// SPDX-License-Identifier: GPL-2.0-only
// Lines of coloured pieces. Cut before they are coloured: an escape sequence has no width.
import { styleText } from "node:util";
import type { Outcome } from "../../record/model.ts";

export type Style = Parameters<typeof styleText>[0];
/** A piece of text and how it looks. */
export type Piece = readonly [text: string, style?: Style];
export type StyledLine = readonly Piece[];

/** How an outcome looks. */
export const outcomeStyle: Readonly<Record<Outcome, Style>> = {
  PASS: "green",
  FAIL: "red",
  ERROR: "yellow",
  MISS: "magenta",
  SKIP: "gray",
  DONE: "cyan",
};

/** Cuts a line to a width, with an ellipsis. */
export function fit(line: StyledLine, width: number): StyledLine {
  let left = width;
  const pieces: Piece[] = [];
  for (const [text, style] of line) {
    const characters = [...text];
    const cut = characters.length > left ? [...characters.slice(0, Math.max(0, left - 1)), "…"].join("") : text;
    if (left > 0) pieces.push(style === undefined ? [cut] : [cut, style]);
    left -= characters.length;
    if (left < 0) break;
  }
  return pieces;
}

/** The text of a line, with colours or without. */
export function styled(line: StyledLine, colour: boolean): string {
  return line
    .map(([text, style]) => {
      // Whether there are colours was decided once, for the stream that this goes to.
      return colour && style !== undefined ? styleText(style, text, { validateStream: false }) : text;
    })
    .join("");
}
