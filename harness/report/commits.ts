// SPDX-License-Identifier: GPL-2.0-only
// Commit by commit, for every report: what is known of each, in words.
import type { Cell, CommitRecord, Outcome, Result, RunRecord } from "../record/model.ts";
import { countsText } from "./words.ts";

/** One commit as a line of a table. */
export interface CommitRow {
  readonly commit: CommitRecord;
  /** `2 of 4`, in a run of several versions with which. */
  readonly name: string;
  readonly builds: string;
  readonly boots: string;
  readonly specs: string;
  readonly outcome: Outcome;
}

const names: Readonly<Record<CommitRecord["state"], string>> = {
  pending: "not tested",
  builds: "builds",
  noop: "no-op",
  broken: "does not build",
};

function bootsText(cells: readonly Cell[]): string {
  const dead = cells.filter(({ failure }) => failure !== undefined);
  if (dead.length > 0) return `not ${dead.map(({ device, iommu }) => `${device}/iommu-${iommu}`).join(", ")}`;
  return cells.some(({ bootSeconds }) => bootSeconds !== undefined) ? "boots" : "";
}

function commitOutcome({ state }: CommitRecord, cells: readonly Cell[], results: readonly Result[]): Outcome {
  if (state === "noop") return "SKIP";
  if (state === "pending") return "MISS";
  if (state === "broken" || cells.some(({ failure, blame }) => failure !== undefined && blame === "kernel"))
    return "FAIL";
  return (["FAIL", "ERROR", "MISS"] as const).find((bad) => results.some(({ outcome }) => outcome === bad)) ?? "PASS";
}

/** The commits of a run, in order. */
export function commitRows(record: Pick<RunRecord, "commits" | "cells" | "results">): CommitRow[] {
  return (record.commits ?? []).map((commit) => {
    const number = commit.asWhole === true ? undefined : commit.number;
    const own = (one: Cell | Result): boolean =>
      one.side === "patched" && one.kernel === commit.kernel && one.commit === number && isRun(commit);
    const [cells, results] = [record.cells.filter(own), record.results.filter(own)];
    const whole = commit.asWhole === true && commit.number !== commit.of ? ", as the whole series" : "";
    return {
      commit,
      name: `${commit.number} of ${commit.of}${commit.kernel === undefined ? "" : ` on ${commit.kernel}`}`,
      builds: `${names[commit.state]}${whole}`,
      boots: bootsText(cells),
      specs: results.length === 0 ? "" : countsText(results),
      outcome: commitOutcome(commit, cells, results),
    };
  });
}

function isRun({ state }: CommitRecord): boolean {
  return state === "builds";
}
