// SPDX-License-Identifier: GPL-2.0-only
// Brings back bugs that Linux had and fixed, one at a time, to see how many of them the lab finds if it is given nothing
// but the patch: it chooses the machines as for any `--patch`.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import PQueue from "p-queue";
import { configurationName, type CellSpec } from "../../lab/matrix.ts";
import { sourceFolder } from "../kernel/index.ts";
import { regressionsExitCode, type RegressionRecord, type RegressionsRecord } from "../record/regressions.ts";
import { regressionsView } from "../report/regressions-view.ts";
import { writeTrials } from "../report/trials-write.ts";
import { plural } from "../report/words.ts";
import { runAuxiliary, type AuxiliaryRun } from "../run/auxiliary-run.ts";
import { unable } from "../run/cell-context.ts";
import { withChoice } from "../run/choose-by-patch.ts";
import type { RunOptions } from "../run/options.ts";
import { concernedSpecs } from "../run/chosen-specs.ts";
import { loadSpecs } from "../run/load-specs.ts";
import type { PlannedSpec } from "../run/plan.ts";
import { machinesAtOnce, Pool } from "../run/pool.ts";
import type { Batch } from "./kernels/kernel-runner.ts";
import { batchesFor, groupByKernel, type Group, type ChosenRun } from "./regressions/group.ts";
import { GroupBuilds } from "./regressions/group-builds.ts";
import type { Regression } from "./regressions/regression.ts";
import { Control } from "./trial/control.ts";
import { tryPatch, type Trial, type TrialOptions } from "./trial/trial.ts";
import { byName, endNote, tryAll } from "./trial/try-all.ts";

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
  const records = regressions.filter(({ hidden }) => hidden !== undefined).map(hiddenRecord);
  watcher.note(`choosing the machines of ${plural(shown.length, "regression")}`);
  const choose = async (regression: Regression): Promise<ChosenRun> => ({
    regression,
    options: await withChoice(await optionsFor(regression), context),
  });
  // Most of it is waiting for programs.
  const choosing = new PQueue({ concurrency: 2 * jobs });
  const runs = await choosing.addAll(shown.map((regression) => () => choose(regression)));
  const all = runs[0] === undefined ? [] : await loadSpecs(runs[0].options.specs);
  const [sound, broken]: [number[], RegressionResults["broken"]] = [[], []];
  let count = 0;
  const done = (record: RegressionRecord): void => watcher.done(record, ++count, shown.length);
  // Together: a machine that waits for one driver leaves its CPU to another's, and a group may be a single regression.
  const pool = new Pool(machinesAtOnce(jobs));
  const judgeGroup = async (group: Group, index: number): Promise<void> => {
    watcher.note(`${plural(group.runs.length, "regression")} on a kernel for ${group.devices.join(", ")}`);
    const judged = await tryGroup(group, all, await groupRun(run, index), pool, done);
    records.push(...judged.records);
    sound.push(judged.control.sound);
    broken.push(...judged.control.broken);
  };
  await Promise.all(groupByKernel(runs).map(judgeGroup));
  const notes = endNote(signal, count, shown.length, "regression");
  return { regressions: records.sort(byName), sound: sound.reduce((sum, one) => sum + one, 0), broken, notes };
}

/** Groups do not write into each other's folders: their cells have the same names. */
async function groupRun(run: AuxiliaryRun, index: number): Promise<AuxiliaryRun> {
  const [folder, scratch] = [run.folder.path, run.folder.scratch].map((at) => path.join(at, `group-${index + 1}`));
  const own = { ...run.folder, path: folder ?? "", scratch: scratch ?? "" };
  await mkdir(own.scratch, { recursive: true });
  return { ...run, folder: own };
}

async function tryGroup(
  { runs }: Group,
  all: readonly PlannedSpec[],
  run: AuxiliaryRun,
  pool: Pool,
  done: (record: RegressionRecord) => void,
): Promise<{ readonly records: readonly RegressionRecord[]; readonly control: ReturnType<Control["summary"]> }> {
  const [first] = runs;
  if (first === undefined) throw new TypeError("a group has somebody in it");
  const { signal } = run;
  const builds = new GroupBuilds(first.options, all, run);
  const control = new Control((cell) => builds.base(cell.flavour));
  const attempt = async (chosen: ChosenRun): Promise<RegressionRecord> => {
    let cells: readonly CellSpec[] = [];
    const batches = async (): Promise<readonly Batch[]> => {
      const { drivers, runner } = await builds.base("plain");
      const specs = concernedSpecs(all, chosen.options);
      const batches = batchesFor(chosen, specs, (driver) => drivers.has(driver));
      const possible = batches.filter(({ cell }) => unable(cell, runner.cellContext) === undefined);
      cells = possible.map(({ cell }) => cell);
      return possible;
    };
    const build: TrialOptions["build"] = (flavour) => builds.build(chosen, flavour);
    const trial = await tryPatch(batches, { control, signal, build });
    await builds.forget(
      chosen,
      cells.map(({ flavour }) => flavour),
    );
    return triedRecord(chosen, cells.map(configurationName), trial);
  };
  const records = await tryAll({ all: runs, attempt, done, pool, signal });
  return { records, control: control.summary() };
}

function triedRecord({ regression }: ChosenRun, cells: readonly string[], trial: Trial): RegressionRecord {
  const { status, ...rest } = trial;
  const named = status === "seen" ? "found" : status === "unseen" ? "missed" : status;
  return { ...aboutRegression(regression), cells: [...cells], ...rest, status: named };
}

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
