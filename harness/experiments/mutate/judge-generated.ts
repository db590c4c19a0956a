// SPDX-License-Identifier: GPL-2.0-only
// Generated mutants before the specs, and of those that survive whether any spec gets to where they are.
import path from "node:path";
import { errorMessage, isBlamed, UsageError } from "../../host/errors.ts";
import type { MutantRecord, MutationRecord } from "../../record/mutation.ts";
import { plural } from "../../report/words.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import { withChoice } from "../../run/choose-by-patch.ts";
import { loadSpecs } from "../../run/load-specs.ts";
import type { RunOptions } from "../../run/options.ts";
import type { Series } from "../../series/types.ts";
import type { ChosenRun } from "../chosen/group.ts";
import { tryChosen, type Tried } from "../chosen/try-chosen.ts";
import type { Trial } from "../trial/trial.ts";
import { byName, endNote } from "../trial/try-all.ts";
import type { GeneratedMutant, SourceText } from "./generate/generated.ts";
import { countReached, isReached } from "./reached.ts";

type Results = Pick<MutationRecord, "mutants" | "sound" | "broken" | "notes">;
/** What is tried. */
export interface GeneratedTrials {
  readonly mutants: readonly GeneratedMutant[];
  /** The files that they were made from. */
  readonly sources: readonly SourceText[];
  /** What the kernel has without any of them. */
  readonly baseSeries: Series | undefined;
  readonly jobs: number;
  /** Whether it is counted, if any survive, what the specs run. */
  readonly reached: boolean;
  /** The run that the lab makes of a patch, in a file, and nothing else. */
  readonly optionsFor: (patch: string) => Promise<RunOptions>;
}

/** Who is told while it goes on. */
interface Told {
  note(text: string): void;
  done(record: MutantRecord, count: number, total: number): void;
}

/** Tries generated mutants. */
export async function judgeGenerated(trials: GeneratedTrials, run: AuxiliaryRun, watcher: Told): Promise<Results> {
  const { mutants, sources, reached, jobs } = trials;
  const { signal } = run;
  const runs = await chooseRuns(trials, run);
  const specs = runs[0] === undefined ? [] : await loadSpecs(runs[0].options.specs);
  let count = 0;
  const done = (one: Tried<GeneratedMutant>): void => watcher.done(mutantRecord(one), ++count, mutants.length);
  const note = (text: string): void => watcher.note(text);
  const { tried, baseline } = await tryChosen({ runs, specs, jobs, kind: "mutant", note, done }, run);
  const ended = endNote(signal, count, mutants.length, "mutant");
  const survivors = tried.filter(({ trial }) => trial.status === "unseen").map(({ patch }) => patch);
  const told: Results = { mutants: tried.map((one) => mutantRecord(one)).sort(byName), ...baseline, notes: ended };
  if (!reached || signal.aborted || survivors.length === 0) return told;
  note(`counting which lines of ${plural(survivors.length, "surviving mutant")} any spec runs`);
  try {
    const open = runs.filter(({ patch }) => survivors.includes(patch));
    const counts = await countReached({ runs: open, sources, specs, jobs }, run);
    const known = new Map(survivors.map((one) => [one.name, isReached(one, counts)]));
    return { ...told, mutants: told.mutants.map((one) => withReached(one, known.get(one.name))) };
  } catch (error) {
    // What the mutants showed is worth more than why some survived.
    if (!isBlamed(error) && !signal.aborted) throw error;
    return { ...told, notes: [...ended, `nobody counted what the specs run: ${errorMessage(error)}`] };
  }
}

/** The run of each mutant. A file chooses for all of its mutants: they touch nothing else. */
async function chooseRuns(
  { mutants, baseSeries, optionsFor }: GeneratedTrials,
  { context }: AuxiliaryRun,
): Promise<readonly ChosenRun<GeneratedMutant>[]> {
  const chosen = new Map<string, RunOptions>();
  for (const { at, file } of mutants) {
    if (chosen.has(at.file)) continue;
    const options = await withChoice({ ...(await optionsFor(file)), baseSeries }, context);
    const choice = options.choice?.files.find((one) => one.file === at.file);
    const why = choice?.untested ?? choice?.off;
    if (why !== undefined) throw new UsageError(`--file ${at.file}: nothing of it runs on any machine: ${why}`);
    chosen.set(at.file, options);
  }
  return mutants.flatMap((patch) => {
    const options = chosen.get(patch.at.file);
    return options === undefined ? [] : [{ patch, options: { ...options, series: alone(patch) } }];
  });
}

/** A mutant as a series. */
function alone({ file, breaks }: GeneratedMutant): Series {
  return { name: breaks, path: path.dirname(file), patches: [{ file: path.basename(file), subject: breaks }] };
}

const statuses = {
  ...{ seen: "killed", unseen: "survived", unchanged: "unchanged" },
  ...{ unbuilt: "unbuilt", error: "error", miss: "miss" },
} as const satisfies Readonly<Record<Trial["status"], MutantRecord["status"]>>;

function mutantRecord({ patch, cells, trial }: Tried<GeneratedMutant>): MutantRecord {
  const { name, breaks, at, diff } = patch;
  const { operator, file, function: inside, line } = at;
  const generated = { operator, file, function: inside, line, diff, cells: [...cells] };
  return { name, breaks, ...trial, status: statuses[trial.status], generated };
}

function withReached(one: MutantRecord, reached: boolean | undefined): MutantRecord {
  if (one.generated === undefined || reached === undefined) return one;
  const why = reached
    ? one.why
    : `not reached: no spec runs line ${one.generated.line} (${one.generated.function}); ${one.why}`;
  return { ...one, why, generated: { ...one.generated, reached } };
}
