// SPDX-License-Identifier: GPL-2.0-only
// Where in a file a series changes something: its own lines, and places where it took lines away.
import type { CountedFunction, FileChange } from "../record/model.ts";

/** Places where lines were taken away and nothing with code stands in their stead. */
export function emptyPlaces({ hunks }: FileChange, hasCode: (line: number) => boolean): number[] {
  return hunks.flatMap(({ removed = [] }) =>
    removed
      .filter(({ at, added }) => !Array.from({ length: added }, (_, index) => at + index).some(hasCode))
      .map(({ at }) => at),
  );
}

/** Whether a place before a line is inside a function, and not before or behind it. */
export function isAround({ from, to }: CountedFunction, at: number): boolean {
  return from < at && at <= to;
}

/** Whether a series changes something in a function. */
export function isTouched(one: CountedFunction, { hunks }: FileChange): boolean {
  return hunks.some(
    ({ lines, removed = [] }) =>
      lines.some(({ own, number }) => own && one.from <= number && number <= one.to) ||
      removed.some(({ at }) => isAround(one, at)),
  );
}
