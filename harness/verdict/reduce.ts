// SPDX-License-Identifier: GPL-2.0-only
// Events → run record. What a run was is what its events add up to, also when it was killed half-way.
import { LabError } from "../host/errors.ts";
import { assembleCoverage } from "../coverage/assemble.ts";
import { fillStatic } from "./static.ts";
import type {
  Cell,
  CommitRecord,
  Event,
  FileCounts,
  Job,
  KernelRecord,
  Result,
  RunRecord,
  Stage,
  StaticCheck,
} from "../record/model.ts";

interface Sums {
  readonly stages: Map<string, Stage>;
  readonly kernels: Map<string, KernelRecord>;
  readonly cells: Map<string, Cell>;
  readonly jobs: Map<string, Job>;
  readonly results: Map<string, Result>;
  readonly repeats: Map<string, Result>;
  readonly notes: Set<string>;
  readonly commits: Map<string, CommitRecord>;
  readonly counts: Map<
    string,
    { readonly cell: string; readonly counts: readonly FileCounts[]; readonly machines: number }
  >;
}

/** What two things have in common that are about the same. */
export const key = (...parts: (string | number)[]): string => parts.join("\n");

const kernelKey = ({ side, flavour, kernel = "", commit = 0 }: KernelRecord): string =>
  key(side, flavour, kernel, commit);
function addResult({ results, repeats }: Sums, result: Result): void {
  const { cell, spec, round = 1, repeat } = result;
  if (repeat === undefined) results.set(key(cell, spec, round), result);
  else repeats.set(key(cell, spec, round, repeat), result);
}

// Keyed by what they are about: a record that comes twice (merged shards) is there once, and the last one counts.
function add(sums: Sums, event: Event): void {
  switch (event.type) {
    case "plan":
      for (const cell of event.cells) if (!sums.cells.has(cell.id)) sums.cells.set(cell.id, cell);
      for (const job of event.jobs) sums.jobs.set(key(job.cell, job.spec, job.round ?? 1), job);
      return;
    case "note":
      sums.notes.add(event.text);
      return;
    case "stage-start": {
      const { stage, subject, time: startedAt } = event;
      sums.stages.set(key(stage, subject), { stage, subject, startedAt, seconds: 0, cached: false, ok: false });
      return;
    }
    case "stage-end":
      sums.stages.delete(key(event.record.stage, event.record.subject));
      sums.stages.set(key(event.record.stage, event.record.subject, event.record.startedAt), event.record);
      return;
    case "kernel":
      sums.kernels.set(kernelKey(event.kernel), event.kernel);
      return;
    case "commit":
      sums.commits.set(key(event.record.kernel ?? "", event.record.number), event.record);
      return;
    case "cell":
      sums.cells.set(event.record.id, event.record);
      return;
    case "result":
      addResult(sums, event.result);
      return;
    case "coverage":
      sums.counts.set(key(event.cell ?? "", event.round ?? 1), {
        cell: event.cell ?? "",
        counts: event.counts,
        // A journal from before machines were counted has some.
        machines: event.machines ?? 1,
      });
      return;
    // The rest is read where it is needed: the last word of its type, or not at all.
    case "run-start":
    case "accelerator":
    case "series":
    case "static-plan":
    case "static":
    case "review":
    case "port":
    case "known":
    case "unchanged":
    case "untested":
    case "failure":
    case "run-end":
    case "stage-progress":
    case "spec-start":
    case "command":
    case "qmp":
    case "coverage-subject":
      return;
  }
}

function last<T extends Event["type"]>(events: readonly Event[], type: T): Extract<Event, { type: T }> | undefined {
  return events.findLast((event): event is Extract<Event, { type: T }> => event.type === type);
}

/** The static checks that were planned, those without a result as MISS. */
function staticChecks(events: readonly Event[]): StaticCheck[] | undefined {
  const planned = last(events, "static-plan")?.checks;
  const done = events.flatMap((event) => (event.type === "static" ? [event.check] : []));
  return planned === undefined ? undefined : fillStatic(planned, done);
}

/** What is between the first spec of a cell and its last result is a stage too, if nobody else said so. */
function specStages(events: readonly Event[], ends: ReadonlySet<string>): Stage[] {
  const spans = new Map<string, { from: number; to: number }>();
  for (const { type, cell, time } of events) {
    if (cell === undefined) continue;
    const span = spans.get(cell);
    if (type === "spec-start" && span === undefined) spans.set(cell, { from: time, to: time });
    // A spec that was skipped never started: it must not stretch the span.
    if (type === "result" && span !== undefined) span.to = time;
  }
  return [...spans].flatMap(([subject, { from, to }]) => {
    if (ends.has(key("specs", subject))) return [];
    return [{ stage: "specs", subject, startedAt: from, seconds: (to - from) / 1000, cached: false, ok: true }];
  });
}

/** A stage that began and did not end took until the last thing that is known. */
function ended(stage: Stage, until: number): Stage {
  const open = stage.seconds === 0 && !stage.ok && !stage.cached;
  return open ? { ...stage, seconds: Math.max(0, until - stage.startedAt) / 1000 } : stage;
}

/**
 * What the events of a run add up to, so far. Order and repetition do not matter beyond the last word on each thing.
 * @throws {LabError} if there is no `run-start`: then nobody knows what was run.
 */
export function reduce(events: readonly Event[]): RunRecord {
  const ordered = [...events].sort((a, b) => a.time - b.time);
  const start = ordered.find((event) => event.type === "run-start");
  if (start === undefined) throw new LabError("the journal has no run-start event");
  const sums: Sums = {
    stages: new Map(),
    kernels: new Map(),
    cells: new Map(),
    jobs: new Map(),
    results: new Map(),
    repeats: new Map(),
    notes: new Set(),
    commits: new Map(),
    counts: new Map(),
  };
  for (const event of ordered) add(sums, event);
  const series = last(ordered, "series")?.series;
  const failure = last(ordered, "failure")?.failure;
  const subject = last(ordered, "coverage-subject")?.subject;
  const review = last(ordered, "review")?.remarks;
  const port = last(ordered, "port")?.port;
  const checks = staticChecks(ordered);
  const unchanged = last(ordered, "unchanged")?.text;
  const untested = last(ordered, "untested")?.text;
  const known = last(ordered, "known")?.failures;
  const end = last(ordered, "run-end");
  // The end itself is said once the record is there: what was cut off did not go on until then.
  const until = ordered.findLast(({ type }) => type !== "run-end")?.time ?? start.time;
  const stages = [...sums.stages.values()].map((stage) => ended(stage, until));
  const said = new Set(stages.map(({ stage, subject }) => key(stage, subject)));
  return {
    schemaVersion: 2,
    ...start.run,
    accelerator: last(ordered, "accelerator")?.accelerator ?? { name: "tcg", why: "it was not chosen yet" },
    kernels: [...sums.kernels.values()],
    stages: [...stages, ...specStages(ordered, said)],
    cells: [...sums.cells.values()],
    jobs: [...sums.jobs.values()],
    results: [...sums.results.values()],
    ...(sums.repeats.size === 0 ? {} : { repeats: [...sums.repeats.values()] }),
    ...(known === undefined ? {} : { known }),
    notes: [...sums.notes],
    ...(sums.commits.size === 0 ? {} : { commits: [...sums.commits.values()] }),
    ...(series === undefined ? {} : { series }),
    ...(failure === undefined ? {} : { failure }),
    ...(subject === undefined ? {} : { coverage: assembleCoverage(subject, [...sums.counts.values()]) }),
    ...(review === undefined ? {} : { review }),
    ...(port === undefined ? {} : { port }),
    ...(checks === undefined ? {} : { static: checks }),
    ...(unchanged === undefined ? {} : { unchanged }),
    ...(untested === undefined ? {} : { untested }),
    ...(end === undefined ? {} : { finishedAt: end.finishedAt, verdict: end.verdict }),
  };
}
