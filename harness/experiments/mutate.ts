// SPDX-License-Identifier: GPL-2.0-only
// Breaks the driver on purpose, one mutant at a time, to see whether the specs notice: what their green is worth.
import { flavourFacts, type Flavour } from "../../lab/flavour.ts";
import { cells } from "../../lab/matrix.ts";
import { mutationExitCode, type MutantRecord, type MutationRecord } from "../record/mutation.ts";
import { mutationView } from "../report/mutation-view.ts";
import { writeTrials } from "../report/trials-write.ts";
import { plural } from "../report/words.ts";
import { namedBatches } from "./mutate/choose.ts";
import type { Mutant } from "./mutate/mutant.ts";
import { MutantBuilds } from "./mutate/mutant-builds.ts";
import { tryMutant, type MutantTrialOptions } from "./mutate/mutant-trial.ts";
import { Control } from "./trial/control.ts";
import { byName, endNote, tryAll } from "./trial/try-all.ts";
import { grepPattern, type RunOptions } from "../run/options.ts";
import { runAuxiliary, type AuxiliaryRun } from "../run/auxiliary-run.ts";
import { withChoice } from "../run/choose-by-patch.ts";
import { runSpecs } from "../run/chosen-specs.ts";
import type { PlannedSpec } from "../run/plan.ts";
import { machinesAtOnce, Pool } from "../run/pool.ts";
import { ported } from "../run/port.ts";
import { mergeBatches, type Batch } from "./kernels/kernel-runner.ts";

/** What is said while it goes on. */
export interface Watcher {
  note(text: string): void;
  done(record: MutantRecord, count: number, total: number): void;
}

/** A mutation run: its record, which is also in the run's folder, with its reports. */
export async function runMutate(
  options: RunOptions,
  request: { readonly mutants: readonly Mutant[]; readonly namedOnly: boolean },
  signal: AbortSignal,
  watcher: Watcher,
): Promise<{ readonly record: MutationRecord; readonly folder: string }> {
  return runAuxiliary(options, signal, watcher.note, async (run, metadata) => {
    const fitting = await ported(options, run.context);
    const found = await judgeAll(fitting, { ...request, ...run, watcher });
    const { name, path: location, patches } = fitting.series;
    const series = { name, path: location, patches: patches.map(({ subject }) => subject) };
    // One that was ended early has judged nothing.
    const exitCode = signal.aborted ? 3 : mutationExitCode(found);
    const record: MutationRecord = { ...metadata(), series, ...found, exitCode };
    writeTrials(run.folder.path, record, mutationView(record));
    return record;
  });
}

interface Run extends AuxiliaryRun {
  readonly mutants: readonly Mutant[];
  readonly namedOnly: boolean;
  readonly watcher: Watcher;
}

type MutationResult = Pick<MutationRecord, "mutants" | "sound" | "broken" | "notes">;

async function judgeAll(options: RunOptions, run: Run): Promise<MutationResult> {
  const { namedOnly, signal, watcher } = run;
  // Those that wait for slower machines last: nobody else should wait behind them.
  const mutants = [...run.mutants].sort((a, b) => mutantTimeoutScale(a) - mutantTimeoutScale(b));
  const specs = await runSpecs(await withChoice(options, run.context));
  const builds = new MutantBuilds(options, specs, run);
  const control = new Control((cell) => builds.unmutated(cell.flavour));
  const { drivers } = await builds.unmutated("plain");
  const hasDriver = (driver: string): boolean => drivers.has(driver);
  const build: MutantTrialOptions["build"] = (...which) => builds.build(...which);
  const trial: MutantTrialOptions = { specs, hasDriver, control, signal, namedOnly, build };
  // All are built in order from now on, while the specs run without a mutant and then against those that are there.
  for (const mutant of mutants) void builds.build(mutant, firstFlavour(mutant)).catch(() => undefined);
  watcher.note("running each cell without a mutant first: what fails there proves nothing");
  const pool = new Pool(machinesAtOnce(options.jobs));
  for (const batch of mergeBatches(mutants.flatMap((mutant) => namedBatches(mutant, specs, hasDriver))))
    pool.add(async () => {
      await control.ensure(batch);
      watcher.note(`${batch.cell.id} without a mutant: ${controlText(control, batch)}`);
    });
  let count = 0;
  const done = (record: MutantRecord): void => watcher.done(record, ++count, mutants.length);
  const attempt = (mutant: Mutant): Promise<MutantRecord> => tryMutant(mutant, trial);
  const judged = await tryAll({ all: mutants, attempt, done, pool, signal });
  const notes = [...mutantNotes(mutants, specs), ...endNote(signal, judged.length, mutants.length, "mutant")];
  return { mutants: judged.sort(byName), ...control.summary(), notes };
}

function controlText(control: Control, { cell, specs }: Batch): string {
  const failed = specs.filter(({ id }) => !control.passed({ cell: cell.id, spec: id }));
  const passed = `${plural(specs.length - failed.length, "spec")} passed`;
  return failed.length === 0 ? passed : `${passed}; not: ${failed.map(({ id }) => id).join("; ")}`;
}

/** The flavour in which a mutant is tried first. */
function firstFlavour(mutant: Mutant): Flavour {
  return cells({ profile: "full", ids: mutant.cells.slice(0, 1) })[0]?.flavour ?? "plain";
}

function mutantTimeoutScale(mutant: Mutant): number {
  return flavourFacts[firstFlavour(mutant)].timeoutScale;
}

/** A pattern that names no spec any more costs time, and nobody would notice. */
function mutantNotes(mutants: readonly Mutant[], specs: readonly PlannedSpec[]): string[] {
  return mutants.flatMap(({ name, specs: patterns }) =>
    patterns
      .filter((pattern) => !specs.some(({ id }) => grepPattern(pattern)(id)))
      .map((pattern) => `${name}: "Spec: ${pattern}" matches no spec`),
  );
}
