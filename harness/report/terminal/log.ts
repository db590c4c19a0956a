// SPDX-License-Identifier: GPL-2.0-only
// The lines that stay: what an event leaves on the terminal for good. Pure.
import type { CommitRecord, Event, Result } from "../../record/model.ts";
import { duration, glyphs } from "../words.ts";
import { countPieces } from "./live.ts";
import { outcomeStyle, type StyledLine } from "./style.ts";
import type { RunState } from "./state.ts";
import { staticLine } from "./static.ts";

/** Seconds between two lines on one long stage, where lines cannot be drawn again. */
export const heartbeat = 10;

function stageEnd({ record }: Extract<Event, { type: "stage-end" }>): StyledLine {
  const took = record.cached ? "cached" : duration(record.seconds);
  const mark = record.ok ? (["✓ ", "green"] as const) : (["✗ ", "red"] as const);
  return [mark, [`${record.stage.padEnd(10)} `], [record.subject], [`  ${took}${record.ok ? "" : ", failed"}`, "gray"]];
}

function resultLines(result: Result): StyledLine[] {
  const { outcome, cell, spec, reason, facts, repeat } = result;
  if (repeat !== undefined)
    return [
      [
        [`${glyphs[outcome]} ${outcome} `, outcomeStyle[outcome]],
        [`${cell}  `, "gray"],
        [spec],
        [`  again, ${repeat}`, "gray"],
      ],
    ];
  if (outcome === "PASS" || outcome === "SKIP") return [];
  const measured = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const words = outcome === "DONE" ? measured.join(", ") : (reason ?? "");
  const head: StyledLine = [[`${glyphs[outcome]} ${outcome} `, outcomeStyle[outcome]], [`${cell}  `, "gray"], [spec]];
  return words === "" ? [head] : [head, [["    "], [words.split("\n")[0] ?? ""]]];
}

function planLine({ jobs, cells }: Extract<Event, { type: "plan" }>): StyledLine {
  const run = jobs.filter(({ skip }) => skip === undefined).length;
  const left = jobs.length - run;
  const skipped = left === 0 ? "" : `  ${left} skipped: not applicable`;
  return [["  plan       "], [`${run} specs to run in ${cells.length} cells`], [skipped, "gray"]];
}

function cellDone(state: RunState, id: string): StyledLine[] {
  const cell = state.cells.get(id);
  // Lines for cells that nothing ran in would be noise: each spec that is skipped says why in the report.
  if (cell === undefined || !cell.justDone || cell.planned === 0 || cell.finished !== cell.planned) return [];
  return [[["  specs      "], [id], ...countPieces(cell.counts)]];
}

function commitLines({ number, of, subject, state, reason, kernel }: CommitRecord): StyledLine[] {
  if (state === "pending") return [];
  const mark = { builds: ["✓ ", "green"], noop: ["= ", "cyan"], broken: ["✗ ", "red"] } as const;
  const which = `${number} of ${of}${kernel === undefined ? "" : ` on ${kernel}`}`;
  return [[mark[state], ["commit     "], [`${which}  ${subject}`], [`  ${reason?.split("\n")[0] ?? state}`, "gray"]]];
}

/** Lines that an event leaves, `state` being what it was after the event. */
export function logLines(event: Event, state: RunState): StyledLine[] {
  switch (event.type) {
    case "run-start":
      return [[["msixlab ", "bold"], [event.run.id], [`  ${event.run.command}`, "gray"]]];
    case "accelerator":
      return [[["  "], [event.accelerator.name, "bold"], [`  ${event.accelerator.why}`, "gray"]]];
    case "plan":
      return [planLine(event)];
    case "note":
      return [[["  note       ", "yellow"], [event.text]]];
    case "port":
      return event.port.changes.map(({ rule, since }) => [["  port       "], [rule], [`  ${since}`, "gray"]]);
    case "static":
      return [staticLine(event.check)];
    case "unchanged":
      return [[["= ", "cyan"], [event.text]]];
    case "untested":
      return [[["! ", "yellow"], [event.text]]];
    case "stage-end":
      return [stageEnd(event)];
    case "commit":
      return commitLines(event.record);
    case "cell":
      if (event.record.failure === undefined) return [];
      return [[["✗ cell       ", "red"], [event.record.id], [`  ${event.record.failure.split("\n")[0] ?? ""}`]]];
    case "result":
      if (event.result.repeat !== undefined) return resultLines(event.result);
      return [...resultLines(event.result), ...cellDone(state, event.result.cell)];
    case "failure":
      if (event.failure.conflict !== undefined) return [[["✗ CONFLICT: ", "yellow"], [event.failure.message]]];
      return [[[`✗ ${event.failure.blame}: `, "red"], [event.failure.message.split("\n")[0] ?? ""]]];
    case "series":
    case "static-plan":
    case "review":
    case "known":
    case "kernel":
    case "stage-start":
    case "stage-progress":
    case "spec-start":
    case "command":
    case "qmp":
    case "coverage":
    case "coverage-subject":
    case "run-end":
      return [];
  }
}

/** Extra lines where nothing can be drawn again: stages as they begin, and a sign of life from long ones. */
export class PlainLines {
  readonly #spoke = new Map<string, number>();

  of(event: Event): StyledLine[] {
    if (event.type === "stage-start") {
      this.#spoke.set(`${event.stage} ${event.subject}`, event.time);
      return [[["… "], [`${event.stage.padEnd(10)} `], [event.subject]]];
    }
    if (event.type !== "stage-progress") return [];
    const key = `${event.stage} ${event.subject}`;
    const last = this.#spoke.get(key);
    if (last !== undefined && event.time - last < heartbeat * 1000) return [];
    this.#spoke.set(key, event.time);
    const count = event.done === undefined || event.total === undefined ? "" : `  ${event.done}/${event.total}`;
    return [[["… "], [`${event.stage.padEnd(10)} `], [`${event.subject}${count}  ${event.text}`]]];
  }
}
