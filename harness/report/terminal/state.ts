// SPDX-License-Identifier: GPL-2.0-only
// What a terminal has to know of a run that goes on.
import type { Event, Job, Outcome, Result } from "../../record/model.ts";

/** A stage that is being worked at. */
export interface OpenStage {
  readonly stage: string;
  readonly subject: string;
  readonly since: number;
  done?: number;
  total?: number;
  text: string;
}

/** A cell's share of the plan: what is skipped takes no time, and is no part of it. */
export interface CellProgress {
  planned: number;
  finished: number;
  /** Whether the newest event was the last result that the plan wants of it. */
  justDone: boolean;
  readonly counts: Map<Outcome, number>;
  since: number;
  /** The spec that runs in it now. */
  spec: string | undefined;
}

export interface RunState {
  startedAt: number;
  /** Specs that are to run, and those of them that did. */
  planned: number;
  finished: number;
  /** Those that have not yet. */
  readonly open: Set<string>;
  readonly stages: Map<string, OpenStage>;
  readonly cells: Map<string, CellProgress>;
  readonly counts: Map<Outcome, number>;
}

/** The state before the first event. */
export function newState(): RunState {
  return {
    startedAt: 0,
    planned: 0,
    finished: 0,
    open: new Set(),
    stages: new Map(),
    cells: new Map(),
    counts: new Map(),
  };
}

const newCell = (): CellProgress => ({
  planned: 0,
  finished: 0,
  justDone: false,
  counts: new Map(),
  since: 0,
  spec: undefined,
});

function getCell(state: RunState, id: string): CellProgress {
  const cell = state.cells.get(id) ?? newCell();
  state.cells.set(id, cell);
  return cell;
}

const increase = (counts: Map<Outcome, number>, outcome: Outcome): void =>
  void counts.set(outcome, (counts.get(outcome) ?? 0) + 1);

const jobKey = ({ cell, spec, round = 1 }: Pick<Job, "cell" | "spec" | "round">): string =>
  `${cell}\n${spec}\n${round}`;

function expect(state: RunState, job: Job): void {
  if (state.open.has(jobKey(job))) return;
  state.open.add(jobKey(job));
  state.planned++;
  getCell(state, job.cell).planned++;
}

/** One result. That a spec means nothing in a cell is known for sure when there is a kernel: then it is to run no more. */
function tick(state: RunState, cell: CellProgress, result: Result): void {
  cell.justDone = state.open.delete(jobKey(result));
  if (!cell.justDone) return;
  if (result.outcome === "SKIP") {
    state.planned--;
    cell.planned--;
  } else {
    state.finished++;
    cell.finished++;
  }
}

/** Takes an event into the state. */
export function advance(state: RunState, event: Event): void {
  if (state.startedAt === 0) state.startedAt = event.time;
  if (event.type === "plan") {
    for (const job of event.jobs) if (job.skip === undefined) expect(state, job);
  } else if (event.type === "stage-start") {
    const { stage, subject, time } = event;
    state.stages.set(`${stage} ${subject}`, { stage, subject, since: time, text: "" });
  } else if (event.type === "stage-progress") {
    const { stage, subject, time, text, done, total } = event;
    const open: OpenStage = state.stages.get(`${stage} ${subject}`) ?? { stage, subject, since: time, text };
    Object.assign(open, { text }, done === undefined ? {} : { done }, total === undefined ? {} : { total });
    state.stages.set(`${stage} ${subject}`, open);
  } else if (event.type === "stage-end") {
    state.stages.delete(`${event.record.stage} ${event.record.subject}`);
  } else if (event.type === "spec-start" && event.cell !== undefined) {
    const cell = getCell(state, event.cell);
    cell.spec = event.spec;
    cell.since = event.time;
  } else if (event.type === "result" && event.result.repeat === undefined) {
    const cell = getCell(state, event.result.cell);
    tick(state, cell, event.result);
    if (cell.spec === event.result.spec) cell.spec = undefined;
    increase(cell.counts, event.result.outcome);
    increase(state.counts, event.result.outcome);
  }
}
