// SPDX-License-Identifier: GPL-2.0-only
// The lines at the foot of a terminal that are drawn again and again. Pure: state and clock in, lines out.
import { duration, glyphs, outcomes } from "../words.ts";
import type { StyledLine, Piece } from "./style.ts";
import { outcomeStyle } from "./style.ts";
import type { OpenStage, RunState } from "./state.ts";

const barWidth = 16;

function bar(done: number, total: number): Piece[] {
  const full = Math.round((Math.min(done, total) / Math.max(total, 1)) * barWidth);
  return [
    ["█".repeat(full), "cyan"],
    ["░".repeat(barWidth - full), "gray"],
  ];
}

/** What is left if it goes on as it went so far; nothing before there is something to go by. */
function remaining(done: number, total: number, elapsed: number): string {
  if (done <= 0 || done >= total || elapsed < 3) return "";
  return `, about ${duration((elapsed / done) * (total - done))} left`;
}

function stageLine({ stage, subject, since, done, total, text }: OpenStage, now: number): StyledLine {
  const elapsed = Math.max(0, now - since) / 1000;
  const head: Piece[] = [[`${stage.padEnd(10)} `, "bold"], [`${subject}  `]];
  if (done === undefined || total === undefined)
    return [...head, [duration(elapsed), "gray"], [text === "" ? "" : `  ${text}`, "gray"]];
  const left = remaining(done, total, elapsed);
  return [
    ...head,
    ...bar(done, total),
    [` ${done}/${total}  `],
    [`${duration(elapsed)}${left}`, "gray"],
    [`  ${text}`, "gray"],
  ];
}

function cellLine(id: string, spec: string, since: number, now: number): StyledLine {
  return [
    ["spec       ", "bold"],
    [`${id}  `],
    [spec, "cyan"],
    [`  ${duration(Math.max(0, now - since) / 1000)}`, "gray"],
  ];
}

/** `✓ 11  ✗ 1  – 3`. */
export function countPieces(counts: ReadonlyMap<keyof typeof glyphs, number>): Piece[] {
  return outcomes.flatMap((one): Piece[] => {
    const count = counts.get(one) ?? 0;
    return count === 0 ? [] : [[`  ${glyphs[one]} ${count} ${one}`, outcomeStyle[one]]];
  });
}

function footLine(state: RunState, now: number): StyledLine {
  const elapsed = Math.max(0, now - state.startedAt) / 1000;
  const head: Piece[] =
    state.planned === 0 ? [["preparing", "bold"]] : [[`${state.finished}/${state.planned} specs`, "bold"]];
  return [...head, ...countPieces(state.counts), [`  ${duration(elapsed)}`, "gray"]];
}

/** The lines to show now, at most `rows` of them: what is left out is said. */
export function liveLines(state: RunState, now: number, rows: number): StyledLine[] {
  const stages = [...state.stages.values()].map((stage) => stageLine(stage, now));
  const cells = [...state.cells].flatMap(([id, { spec, since }]) =>
    spec === undefined ? [] : [cellLine(id, spec, since, now)],
  );
  const busy = [...stages, ...cells];
  const room = Math.max(1, rows - 1);
  const shown =
    busy.length > room
      ? [...busy.slice(0, room - 1), [[`and ${busy.length - room + 1} more`, "gray"]] as StyledLine]
      : busy;
  return [...shown, footLine(state, now)];
}
