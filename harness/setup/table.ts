// SPDX-License-Identifier: GPL-2.0-only
import type { NeedReport } from "./examine.ts";

/** What a reader should do about a need: nothing, a package, or what the probe said. */
function action({ status, todo, package: pkg }: NeedReport): string {
  if (status === "ok") return "";
  return todo ?? (pkg === undefined ? "" : `install ${pkg}`);
}

type Row = readonly [need: string, found: string, status: string, todo: string];

/** Between two columns. */
const gap = 2;

/** Below this width two columns of text are unreadable: what was found goes below its need. */
const leastText = 20;

/**
 * The reports as a table: need, found, status, what to do. No line is wider than `columns`, the terminal's width;
 * where there is no terminal, nothing is wrapped.
 */
export function renderTable(reports: readonly NeedReport[], columns = Infinity): string {
  const rows: readonly Row[] = [
    ["NEED", "FOUND", "STATUS", "WHAT TO DO"],
    ...reports.map((one): Row => [one.name, one.found ?? "-", one.status, action(one)]),
  ];
  const [need = 0, found = 0, status = 0, todo = 0] = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const room = columns - need - status - 3 * gap;
  const lines =
    room < 2 * leastText && room < found + todo
      ? rows.flatMap((row) => below(row, need, columns))
      : rows.flatMap((row) => beside(row, [need, ...share(found, todo, room), status]));
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** How much of `room` two columns get that would like more: none more than it needs, else half. */
function share(found: number, todo: number, room: number): [found: number, todo: number] {
  if (found + todo <= room) return [found, todo];
  const half = Math.floor(room / 2);
  if (found <= half) return [found, room - found];
  return todo <= half ? [room - todo, todo] : [half, room - half];
}

/** One row, side by side. */
function beside(
  [need, found, status, todo]: Row,
  [needWidth = 0, foundWidth = 0, todoWidth = 0, statusWidth = 0]: readonly number[],
): string[] {
  const [left, right] = [wrap(found, foundWidth), wrap(todo, todoWidth)];
  const blank = " ".repeat(gap);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, line) =>
    [
      (line === 0 ? need : "").padEnd(needWidth),
      (left[line] ?? "").padEnd(foundWidth),
      (line === 0 ? status : "").padEnd(statusWidth),
      right[line] ?? "",
    ].join(blank),
  );
}

/** One row, its texts below its need. */
function below([need, found, status, todo]: Row, needWidth: number, columns: number): string[] {
  const texts = [found, todo]
    .filter((text) => text !== "" && text !== "-")
    .flatMap((text) => wrap(text, columns - gap));
  return [need.padEnd(needWidth + gap) + status, ...texts.map((text) => " ".repeat(gap) + text)];
}

/** Breaks a text between words; a word that is longer than a line, a path, is broken where the line ends. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ").flatMap((one) => cut(one, width))) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

function cut(word: string, width: number): string[] {
  return word.length <= width ? [word] : [word.slice(0, width), ...cut(word.slice(width), width)];
}
