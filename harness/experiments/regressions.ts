// SPDX-License-Identifier: GPL-2.0-only
// Brings back bugs that Linux had and fixed, one at a time, to see how many of them the lab finds if it is given nothing
// but the patch: it chooses the machines as for any `--patch`.
import PQueue from "p-queue";
import { configurationName } from "../../lab/matrix.ts";
import { sourceFolder } from "../kernel/index.ts";
import { regressionsExitCode, type RegressionRecord, type RegressionsRecord } from "../record/regressions.ts";
import { regressionsView } from "../report/regressions-view.ts";
import { writeTrials } from "../report/trials-write.ts";
import { plural } from "../report/words.ts";
import { runAuxiliary, type AuxiliaryRun } from "../run/auxiliary-run.ts";
import { withChoice } from "../run/choose-by-patch.ts";
import type { RunOptions } from "../run/options.ts";
import { loadSpecs } from "../run/load-specs.ts";
import type { ChosenRun } from "./chosen/group.ts";
import { tryChosen, type Tried } from "./chosen/try-chosen.ts";
import type { Regression } from "./regressions/regression.ts";
import type { Trial } from "./trial/trial.ts";
import { byName, endNote } from "./trial/try-all.ts";

/** What is said while it goes on. */
export interface Watcher {
  note(text: string): void;
  done(record: RegressionRecord, count: number, total: number): void;
}

/** What is asked for: regressions, and the run that `--patch` makes of each. */
export interface RegressionsRequest {
  readonly regressions: readonly Regression[];
  readonly optionsFor: (regression: Regression) => Promise<RunOptions>;
}

/** Tries regressions: their record, which is also in the run's folder, with its reports. */
export async function runRegressions(
  options: Pick<RunOptions, "out" | "jobs" | "command" | "source" | "filters">,
  request: RegressionsRequest,
  signal: AbortSignal,
  watcher: Watcher,
): Promise<{ readonly record: RegressionsRecord; readonly folder: string }> {
  return runAuxiliary(options, signal, watcher.note, async (run, metadata) => {
    const { label } = await sourceFolder(options.source, run.context);
    const found = await judgeAll(request, run, watcher, options.jobs);
    const exitCode = signal.aborted ? 3 : regressionsExitCode(found.regressions);
    const about = { kernel: label, profile: options.filters.profile ?? "default" };
    const record: RegressionsRecord = { ...metadata(), ...about, ...found, exitCode };
    writeTrials(run.folder.path, record, regressionsView(record));
    return record;
  });
}

type RegressionResults = Pick<RegressionsRecord, "regressions" | "sound" | "broken" | "notes">;

async function judgeAll(
  { regressions, optionsFor }: RegressionsRequest,
  run: AuxiliaryRun,
  watcher: Watcher,
  jobs: number,
): Promise<RegressionResults> {
  const { signal, context } = run;
  const shown = regressions.filter(({ hidden }) => hidden === undefined);
  const hidden = regressions.filter((one) => one.hidden !== undefined).map(hiddenRecord);
  watcher.note(`choosing the machines of ${plural(shown.length, "regression")}`);
  const choose = async (patch: Regression): Promise<ChosenRun<Regression>> => ({
    patch,
    options: await withChoice(await optionsFor(patch), context),
  });
  // Most of it is waiting for programs.
  const choosing = new PQueue({ concurrency: 2 * jobs });
  const runs = await choosing.addAll(shown.map((regression) => () => choose(regression)));
  const specs = runs[0] === undefined ? [] : await loadSpecs(runs[0].options.specs);
  let count = 0;
  const done = (tried: Tried<Regression>): void => watcher.done(triedRecord(tried), ++count, shown.length);
  const note = (text: string): void => watcher.note(text);
  const { tried, baseline } = await tryChosen({ runs, specs, jobs, kind: "regression", note, done }, run);
  const notes = endNote(signal, count, shown.length, "regression");
  return { regressions: [...hidden, ...tried.map(triedRecord)].sort(byName), ...baseline, notes };
}

function triedRecord({ patch, cells, trial }: Tried<Regression>): RegressionRecord {
  const { status, ...rest } = trial;
  return { ...aboutRegression(patch), cells: [...cells], ...rest, status: statuses[status] };
}

/** What is said of a trial; of what changes nothing that runs, that it was missed. */
const statuses = {
  ...{ seen: "found", unseen: "missed", unchanged: "missed" },
  ...{ unbuilt: "error", error: "error", miss: "miss" },
} as const satisfies Readonly<Record<Trial["status"], RegressionRecord["status"]>>;

function hiddenRecord(regression: Regression): RegressionRecord {
  const why = regression.hidden ?? "";
  return { ...aboutRegression(regression), cells: [], status: "hidden", why, ran: 0, seconds: 0 };
}

function aboutRegression({ name, breaks, fix, shows, where }: Regression) {
  const id = fix.id === undefined ? "" : `${fix.id} `;
  const memory = fix.fromMemory === undefined ? "" : ` ${fix.fromMemory}`;
  const places = where.map((place) => configurationName(place));
  return { name, breaks, fix: `${id}("${fix.title}")${memory}`, shows, where: places };
}
