// SPDX-License-Identifier: GPL-2.0-only
// Tries patches to the kernel as it is, each on the machines and with the specs that the lab chooses for it.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { configurationName, type CellSpec } from "../../../lab/matrix.ts";
import type { Baseline } from "../../record/trial.ts";
import { plural } from "../../report/words.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import { unable } from "../../run/cell-context.ts";
import { concernedSpecs } from "../../run/chosen-specs.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { machinesAtOnce, Pool } from "../../run/pool.ts";
import type { Batch } from "../kernels/kernel-runner.ts";
import type { TriedPatch } from "../patch-header.ts";
import { Control } from "../trial/control.ts";
import { tryPatch, type Trial, type TrialOptions } from "../trial/trial.ts";
import { tryAll } from "../trial/try-all.ts";
import { batchesFor, groupByKernel, type ChosenRun, type Group } from "./group.ts";
import { GroupBuilds } from "./group-builds.ts";

/** A patch, the machines that it was tried on, and what came of it. */
export interface Tried<T extends TriedPatch> {
  readonly patch: T;
  /** `igb/iommu-off` */
  readonly cells: readonly string[];
  readonly trial: Trial;
}

/** What is tried, and who is told. */
export interface ChosenTrials<T extends TriedPatch> {
  readonly runs: readonly ChosenRun<T>[];
  /** All that there are: each patch is tried with those that it concerns. */
  readonly specs: readonly PlannedSpec[];
  readonly jobs: number;
  /** What the patches are called: `regression`. */
  readonly kind: string;
  readonly note: (text: string) => void;
  readonly done: (tried: Tried<T>) => void;
}

/** Tries all, as far as nobody ends the run, and says what the specs do without any of them. */
export async function tryChosen<T extends TriedPatch>(
  trials: ChosenTrials<T>,
  run: AuxiliaryRun,
): Promise<{ readonly tried: readonly Tried<T>[]; readonly baseline: Baseline }> {
  // Together: a machine that waits for one driver leaves its CPU to another's, and a group may be a single patch.
  const pool = new Pool(machinesAtOnce(trials.jobs));
  const groups = await Promise.all(
    groupByKernel(trials.runs).map(async (group, index) => {
      trials.note(`${plural(group.runs.length, trials.kind)} on a kernel for ${group.devices.join(", ")}`);
      return tryGroup(group, trials, await groupRun(run, `group-${index + 1}`), pool);
    }),
  );
  return {
    tried: groups.flatMap(({ tried }) => tried),
    baseline: {
      sound: groups.reduce((sum, { baseline }) => sum + baseline.sound, 0),
      broken: groups.flatMap(({ baseline }) => baseline.broken),
    },
  };
}

/** A run in folders of its own: groups do not write into each other's, where cells have the same names. */
export async function groupRun(run: AuxiliaryRun, name: string): Promise<AuxiliaryRun> {
  const [folder, scratch] = [path.join(run.folder.path, name), path.join(run.folder.scratch, name)];
  await mkdir(scratch, { recursive: true });
  return { ...run, folder: { ...run.folder, path: folder, scratch } };
}

async function tryGroup<T extends TriedPatch>(
  { runs }: Group<T>,
  { specs: all, done }: ChosenTrials<T>,
  run: AuxiliaryRun,
  pool: Pool,
): Promise<{ readonly tried: readonly Tried<T>[]; readonly baseline: Baseline }> {
  const [first] = runs;
  if (first === undefined) throw new TypeError("a group has somebody in it");
  const { signal } = run;
  const builds = new GroupBuilds(first.options, all, run);
  const control = new Control((cell) => builds.base(cell.flavour));
  const attempt = async (chosen: ChosenRun<T>): Promise<Tried<T>> => {
    let cells: readonly CellSpec[] = [];
    const batches = async (): Promise<readonly Batch[]> => {
      const { drivers, runner } = await builds.base("plain");
      const batches = batchesFor(chosen, concernedSpecs(all, chosen.options), (driver) => drivers.has(driver));
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
    return { patch: chosen.patch, cells: cells.map(configurationName), trial };
  };
  const tried = await tryAll({ all: runs, attempt, done, pool, signal });
  return { tried, baseline: control.summary() };
}
