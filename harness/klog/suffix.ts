// SPDX-License-Identifier: GPL-2.0-only
// What stands behind the kernel's words alike on nearly all lines: the end of a table's row, of a string, of `cat -A`.
import type { Stripped } from "./stripped.ts";

/** Marks that no kernel line ends with, and line ends that were written out. */
const suffix = /(?:[ \t]*(?:["'|$,;*#]|\\[rnt\\]?|\^M))+$/;
const needed = { lines: 5, share: 0.9 } as const;

/** The lines without what nearly all of the kernel's end with. */
export function withoutSuffix(lines: readonly Stripped[]): Stripped[] {
  const found = lines
    .filter(({ kernel, text }) => kernel && text.trim() !== "")
    .map(({ text }) => suffix.exec(text)?.[0]);
  const counts = new Map<string, number>();
  // `|` closes a table's row behind as many blanks as it takes.
  for (const one of found) if (one !== undefined) counts.set(one.trim(), (counts.get(one.trim()) ?? 0) + 1);
  const [common, times] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? ["", 0];
  if (times < needed.lines || times < found.length * needed.share) return [...lines];
  return lines.map((line) =>
    line.text.endsWith(common) ? { ...line, text: line.text.slice(0, -common.length).trimEnd() } : line,
  );
}
