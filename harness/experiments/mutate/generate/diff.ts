// SPDX-License-Identifier: GPL-2.0-only
// A change of one place as a unified diff with one hunk: git would take a process for each of hundreds. Pure.

/** As many lines as git shows around a change. */
const context = 3;

interface Row {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/**
 * The difference between two texts of a file, both of which end with a line break, in one place; `within` is what the
 * hunk says that it is in.
 */
export function diffOnePlace(file: string, before: string, after: string, within = ""): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const start = commonLength(old, now);
  const end = Math.min(commonLength(old.toReversed(), now.toReversed()), old.length - start, now.length - start);
  const changed = rowsBetween(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const from = Math.max(start - context, 0);
  // What is behind the last line break is no line.
  const to = Math.min(old.length - end + context, old.length - 1);
  const unchanged = (text: string): Row => ({ mark: " ", text });
  const rows = [
    ...old.slice(from, start).map(unchanged),
    ...changed,
    ...old.slice(old.length - end, to).map(unchanged),
  ];
  const count = (mark: "-" | "+"): number => rows.filter((row) => row.mark === " " || row.mark === mark).length;
  const header = `@@ -${from + 1},${count("-")} +${from + 1},${count("+")} @@${within === "" ? "" : ` ${within}`}`;
  const lines = rows.map(({ mark, text }) => `${mark}${text}`);
  return [`diff --git a/${file} b/${file}`, `--- a/${file}`, `+++ b/${file}`, header, ...lines, ""].join("\n");
}

function commonLength(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((line, index) => line !== other[index]);
  return at < 0 ? one.length : at;
}

/** Lines that are as many before and after stand for each other one by one: those in between that stayed are context. */
function rowsBetween(old: readonly string[], now: readonly string[]): readonly Row[] {
  const removed = (text: string): Row => ({ mark: "-", text });
  const added = (text: string): Row => ({ mark: "+", text });
  if (old.length !== now.length) return [...old.map(removed), ...now.map(added)];
  const rows: Row[] = [];
  for (let at = 0; at < old.length;) {
    if (old[at] === now[at]) {
      rows.push({ mark: " ", text: old[at++] ?? "" });
      continue;
    }
    const next = old.findIndex((line, index) => index > at && line === now[index]);
    const upTo = next < 0 ? old.length : next;
    rows.push(...old.slice(at, upTo).map(removed), ...now.slice(at, upTo).map(added));
    at = upTo;
  }
  return rows;
}
