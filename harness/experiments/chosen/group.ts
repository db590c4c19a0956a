// SPDX-License-Identifier: GPL-2.0-only
// Patches that are each tried where the lab itself would try them: those whose kernels can be one share a kernel without
// any of them, and what the specs say on that. Pure.
import { devicesIn } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import { makePlan, type PlannedSpec } from "../../run/plan.ts";
import type { Batch } from "../kernels/kernel-runner.ts";
import type { TriedPatch } from "../patch-header.ts";

/** A patch, and the run that `--patch` would make of it. */
export interface ChosenRun<T extends TriedPatch = TriedPatch> {
  readonly patch: T;
  readonly options: RunOptions;
}

/** Those that share a base: its kernels have the drivers of all of them. */
export interface Group<T extends TriedPatch = TriedPatch> {
  readonly devices: readonly string[];
  readonly runs: readonly ChosenRun<T>[];
}

/** Puts those together whose kernels can be one: what their devices need does not get in each other's way. */
export function groupByKernel<T extends TriedPatch>(runs: readonly ChosenRun<T>[]): readonly Group<T>[] {
  const groups = new Map<string, ChosenRun<T>[]>();
  for (const chosen of runs) {
    const { choice, baseSeries, settings } = chosen.options;
    const patches = baseSeries?.patches.map(({ file }) => file) ?? [];
    const key = JSON.stringify([settings.fragments, baseSeries?.path, patches, choice?.labDriver === true]);
    groups.set(key, [...(groups.get(key) ?? []), chosen]);
  }
  return [...groups.values()].map((some) => onOneKernel(some));
}

function onOneKernel<T extends TriedPatch>(runs: readonly ChosenRun<T>[]): Group<T> {
  const wanted = runs.flatMap(({ options }) => devicesIn(options.filters, options.choice));
  const kernelDevices = [...new Map(wanted.map((device) => [device.model, device])).values()].toSorted((one, other) =>
    one.model.localeCompare(other.model),
  );
  const asked = runs.flatMap(({ options }) => Object.entries(options.symbols ?? {}));
  // What one needs built in serves another that could do with a module.
  const symbols = Object.fromEntries(asked.toSorted(([, one], [, other]) => one.localeCompare(other)));
  return {
    devices: kernelDevices.map(({ model }) => model),
    runs: runs.map((chosen) => ({ ...chosen, options: { ...chosen.options, kernelDevices, symbols } })),
  };
}

/** What a run does on patched, cheapest profile first; what only counts is left out. */
export function batchesFor(
  { options }: Pick<ChosenRun, "options">,
  specs: readonly PlannedSpec[],
  hasDriver: (driver: string) => boolean,
): readonly Batch[] {
  const filters = { ...options.filters, sides: ["patched"] as const, count: false };
  return makePlan(specs, filters, (_, driver) => hasDriver(driver), { uapi: false })
    .map(({ cell, specs: planned }) => ({
      cell,
      specs: planned.filter(({ skip }) => skip === undefined).map((one) => one.planned),
    }))
    .filter((batch) => batch.specs.length > 0);
}
