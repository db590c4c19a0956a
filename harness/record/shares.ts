// SPDX-License-Identifier: GPL-2.0-only
// How much of some lines ran.
import type { CoveredLine, Share } from "./coverage.ts";

/** True if a line did not run, or not in all the ways that it has. */
export function isOpen({ own, count, branches = [] }: CoveredLine): boolean {
  return own && count !== undefined && (count === 0 || branches.includes(0));
}

/** How many lines ran. */
export function lineShare(lines: readonly CoveredLine[]): Share {
  const code = lines.filter(({ count }) => count !== undefined);
  const open = code.filter(({ count }) => count === 0);
  const explained = open.filter(({ reason }) => reason !== undefined).length;
  return { total: code.length, covered: code.length - open.length, explained };
}

/** How many branches were taken. */
export function branchShare(lines: readonly CoveredLine[]): Share {
  const ways = lines.flatMap(({ branches = [], reason }) => branches.map((count) => ({ count, reason })));
  const open = ways.filter(({ count }) => count === 0);
  const explained = open.filter(({ reason }) => reason !== undefined).length;
  return { total: ways.length, covered: ways.length - open.length, explained };
}
