// SPDX-License-Identifier: GPL-2.0-only
// Which specs are run again by themselves, where and how often. Pure.
import { compare } from "../../record/compare.ts";
import type { KnownFailure, Result, RunRecord } from "../../record/model.ts";
import { baseConfiguration, configurationName } from "../../record/result.ts";
import { isMixed } from "../../verdict/evidence.ts";
import { findKnownFailure } from "../../verdict/known.ts";

/** How far repetition goes. */
export const limits = {
  /** Times that a failure is repeated, and that base must pass as well. */
  failures: 3,
  /** Times that base must pass where the spec passed less than four times out of five. */
  doubtful: 6,
  /** Times that what could not be run gets another chance. */
  misses: 2,
  /** Specs of a cell: a series that breaks everything needs no evidence for each. */
  specs: 20,
  /** Seconds for all of it, or as many as the cells took, if that is more. */
  seconds: 300,
} as const;

/** Below this share of passes a spec is doubtful. */
const steady = 0.8;

/** Specs to run again in one cell. */
export interface Again {
  readonly cell: string;
  readonly specs: readonly string[];
}

/** How many seconds repetition may take: as long again as the cells did, on whatever host. */
export function secondsFor({ stages }: Pick<RunRecord, "stages">, now = Date.now()): number {
  const boots = stages.filter(({ stage }) => stage === "boot").map(({ startedAt }) => startedAt);
  return Math.max(limits.seconds, Math.round((now - Math.min(now, ...boots)) / 1000));
}

/** What there is to choose from. */
export type FirstPass = Pick<RunRecord, "results" | "repeats" | "cells">;

/** Cells that came up: in others there is nothing to run anything in. */
function alive({ cells }: FirstPass): ReadonlySet<string> {
  return new Set(cells.filter(({ failure }) => failure === undefined).map(({ id }) => id));
}

/** Specs that could not be run, by the lab's fault: they say nothing yet. */
export function missed(found: FirstPass): Again[] {
  const up = alive(found);
  return byCell(found.results.filter(({ cell, outcome }) => outcome === "MISS" && up.has(cell)));
}

/** Failures on patched that base does not have, and that nobody knows of. */
export function failed(found: FirstPass, known: readonly KnownFailure[]): Again[] {
  const up = alive(found);
  const rows = compare(found.results).filter(
    (row) =>
      row.patched === "FAIL" &&
      row.base !== "FAIL" &&
      row.base !== "MISS" &&
      findKnownFailure(row, known) === undefined,
  );
  const wanted = rows.map((row) => ({ cell: `patched/${configurationName(row)}`, spec: row.spec }));
  return byCell(
    wanted.filter(({ cell }) => up.has(cell)).map(({ cell, spec }) => ({ cell, spec: ranBy(spec, found) })),
  );
}

/** What has to run for a result to come about: the spec itself, or the one that ran a test of somebody else's. */
function ranBy(name: string, { results }: FirstPass): string {
  return results.find(({ spec }) => spec === name)?.parent ?? name;
}

/** The cell that a cell on patched is compared with. */
function findBaseCell(id: string, { cells }: FirstPass): string | undefined {
  const cell = cells.find((one) => one.id === id);
  return cell === undefined ? undefined : `base/${configurationName(baseConfiguration(cell))}`;
}

/** The same specs on base, where it passed them. */
export function opposite(record: FirstPass, failures: readonly Again[]): Again[] {
  const up = alive(record);
  const found = failures.flatMap(({ cell, specs }) => {
    const base = findBaseCell(cell, record);
    if (base === undefined) return [];
    const passed = specs.filter((spec) =>
      record.results.some((one) => one.cell === base && one.spec === spec && one.outcome === "PASS"),
    );
    return passed.length > 0 && up.has(base) ? [{ cell: base, specs: passed }] : [];
  });
  return byCell(found.flatMap(({ cell, specs }) => specs.map((spec) => ({ cell, spec }))));
}

/** Of specs on base those that passed now and then only, on whichever side: they have to be seen more often. */
export function doubtful(found: FirstPass, base: readonly Again[]): Again[] {
  const all = [...found.results, ...(found.repeats ?? [])];
  return base.flatMap(({ cell, specs }) => {
    const mixed = specs.filter((spec) =>
      [cell, cell.replace(/^base/, "patched")].some((where) => {
        const counts = countOutcomes(all.filter((one) => one.cell === where && one.spec === spec));
        return isMixed(counts) && counts.passed / (counts.passed + counts.failed) < steady;
      }),
    );
    return mixed.length === 0 ? [] : [{ cell, specs: mixed }];
  });
}

function countOutcomes(results: readonly Result[]): { passed: number; failed: number } {
  const count = (outcome: Result["outcome"]): number => results.filter((one) => one.outcome === outcome).length;
  return { passed: count("PASS"), failed: count("FAIL") };
}

/** At most so many specs a cell, and how many that leaves out. */
export function bounded(wanted: readonly Again[]): { readonly within: Again[]; readonly left: number } {
  const within = wanted.map(({ cell, specs }) => ({ cell, specs: specs.slice(0, limits.specs) }));
  const sum = (all: readonly Again[]): number => all.reduce((total, { specs }) => total + specs.length, 0);
  return { within, left: sum(wanted) - sum(within) };
}

function byCell(wanted: readonly Pick<Result, "cell" | "spec">[]): Again[] {
  const cells = new Map<string, Set<string>>();
  for (const { cell, spec } of wanted) cells.set(cell, (cells.get(cell) ?? new Set()).add(spec));
  return [...cells].map(([cell, specs]) => ({ cell, specs: [...specs] }));
}
