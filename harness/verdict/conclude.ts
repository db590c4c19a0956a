// SPDX-License-Identifier: GPL-2.0-only
// A run record → the same with its results settled and its verdict said.
import path from "node:path";
import { journalName, readJournal, type JournalContent } from "../record/journal.ts";
import type { Job, Result, RunRecord, Side } from "../record/model.ts";
import { attribute } from "./attribute.ts";
import { fillMissing } from "./missing.ts";
import { key, reduce } from "./reduce.ts";
import { verdict } from "./verdict.ts";

/** Results in the order of the plan: cells run side by side, and a report is not to tell in which order they happened to. */
function inOrder(jobs: readonly Job[], results: readonly Result[]): Result[] {
  const rank = new Map(jobs.map((job, index) => [key(job.cell, job.spec, job.round ?? 1), index]));
  const planRank = ({ cell, spec, round = 1 }: Result): number => rank.get(key(cell, spec, round)) ?? jobs.length;
  return results.toSorted((a, b) => planRank(a) - planRank(b));
}

/** What could not be run says nothing; what it came to when it was run again stands in its place, and it beside that. */
function replaceMisses(
  results: readonly Result[],
  repeats: readonly Result[],
): { results: Result[]; repeats: Result[] } {
  const left = [...repeats];
  const missed: Result[] = [];
  const settled = results.map((result) => {
    const { cell, spec, round, outcome } = result;
    if (outcome !== "MISS") return result;
    const at = left.findIndex((one) => one.cell === cell && one.spec === spec && one.outcome !== "MISS");
    const [again] = at < 0 ? [] : left.splice(at, 1);
    if (again === undefined) return result;
    missed.push(result);
    return { ...again, ...(round === undefined ? {} : { round }) };
  });
  return { results: settled, repeats: [...missed, ...left] };
}

/** A record so far: what was planned and has no result is MISS, and what did not run at first is what came of it later. */
export function settle(record: RunRecord): RunRecord {
  const { cells, jobs = [], unchanged } = record;
  const filled = inOrder(jobs, fillMissing({ cells, jobs, unchanged }, record.results));
  const settled = replaceMisses(filled, record.repeats ?? []);
  const all = [...settled.results, ...settled.repeats];
  const [results, repeats] = [attribute(settled.results, all), attribute(settled.repeats, all)];
  return { ...record, results, ...(repeats.length === 0 ? {} : { repeats }) };
}

/** The record of a run that is over, with the verdict. */
export function conclude(record: RunRecord): RunRecord {
  const settled = settle(record);
  const { results, cells, repeats = [], failure, unchanged, untested, known, commits, coverage } = settled;
  const sides = new Set<Side>([...cells, ...results].map(({ side }) => side));
  const more = {
    ...(failure === undefined ? {} : { failure }),
    ...(unchanged === undefined ? {} : { unchanged }),
    ...(untested === undefined ? {} : { untested }),
    ...(commits === undefined ? {} : { commits }),
    ...(known === undefined ? {} : { known }),
    ...(coverage === undefined ? {} : { coverage }),
  };
  const said = verdict(results, { sides: [...sides], cells, repeats, static: record.static ?? [], ...more });
  return { ...settled, verdict: said };
}

/** What the journal of a run that is over adds up to. @throws {LabError} if it has no run-start. */
export function concludeJournal({ events, skipped }: JournalContent): RunRecord {
  const record = reduce(events);
  const lines = skipped === 1 ? "1 line" : `${skipped} lines`;
  const note = `${lines} of ${journalName} could not be read: cut off by a crash, or written by a newer lab`;
  return conclude(skipped === 0 ? record : { ...record, notes: [...record.notes, note] });
}

/** Reads the journal in a run's folder and says what it adds up to. @throws {LabError} if it has no run-start. */
export function readRun(dir: string): RunRecord {
  return concludeJournal(readJournal(path.join(dir, journalName)));
}
