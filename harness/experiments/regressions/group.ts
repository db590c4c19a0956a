// SPDX-License-Identifier: GPL-2.0-only
// Regressions whose machines have the same devices share a kernel without any of them, and what the specs say on that. Pure.
import { devicesIn } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import { makePlan, type PlannedSpec } from "../../run/plan.ts";
import type { Batch } from "../kernels/kernel-runner.ts";
import type { Regression } from "./regression.ts";

/** A regression, and the run that `--patch` would make of it. */
export interface ChosenRun {
  readonly regression: Regression;
  readonly options: RunOptions;
}

/** Those that share a base. */
export interface Group {
  /** The devices that its kernels have drivers for. */
  readonly devices: readonly string[];
  readonly runs: readonly ChosenRun[];
}

/** Puts those together that are tested on the same kernels. */
export function groupByKernel(runs: readonly ChosenRun[]): readonly Group[] {
  const groups = new Map<string, ChosenRun[]>();
  for (const chosen of runs) {
    const { filters, choice, baseSeries, symbols = {}, settings } = chosen.options;
    const devices = devicesIn(filters, choice).map(({ model }) => model);
    const patches = baseSeries?.patches.map(({ file }) => file) ?? [];
    const base = [baseSeries?.path, patches, choice?.labDriver === true];
    const key = JSON.stringify([devices, symbols, settings.fragments, base]);
    groups.set(key, [...(groups.get(key) ?? []), chosen]);
  }
  return [...groups.values()].map((some) => ({
    devices: [...new Set(some.flatMap(({ options }) => devicesIn(options.filters, options.choice)))].map(
      ({ model }) => model,
    ),
    runs: some,
  }));
}

/** What a run does on patched, cheapest profile first; what only counts is left out. */
export function batchesFor(
  { options }: ChosenRun,
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
