// SPDX-License-Identifier: GPL-2.0-only
// A check that did not run is not a pass: what the plan holds and no result tells of is MISS.
import type { Cell, Job, Result } from "../record/model.ts";
import { pickConfiguration } from "../record/result.ts";
import { specFamily } from "../record/spec-name.ts";

/** What was to run. */
export interface Plan {
  readonly cells: readonly Cell[];
  readonly jobs: readonly Job[];
  /** Why nothing had to be run, if nothing had to. */
  readonly unchanged?: string | undefined;
}

const empty = { seconds: 0, splats: [], expected: [], facts: {} };

function missingResult(job: Job, cell: Cell, unchanged: string | undefined): Result {
  const round = job.round === undefined ? {} : { round: job.round };
  const where = { spec: job.spec, cell: cell.id, side: cell.side, ...pickConfiguration(cell), ...round };
  if (job.skip !== undefined) return { ...where, ...empty, outcome: "SKIP", reason: job.skip };
  if (unchanged !== undefined) return { ...where, ...empty, outcome: "SKIP", reason: unchanged };
  if (cell.failure === undefined)
    return { ...where, ...empty, outcome: "MISS", reason: "planned, but it never ran", cause: "never-ran" };
  const reason = `its machine did not boot: ${cell.failure}`;
  return { ...where, ...empty, outcome: "MISS", reason, cause: cell.cause ?? "boot" };
}

const jobKey = ({ cell, spec, round = 1 }: Pick<Job, "cell" | "spec"> & { round?: number | undefined }): string =>
  `${cell}\n${spec}\n${round}`;

/** The results, and one MISS for each planned job without any; a job planned as skipped is SKIP with its reason. */
export function fillMissing(plan: Plan, results: readonly Result[]): Result[] {
  const seen = new Set(
    results.flatMap(({ cell, spec, round }) =>
      [spec, specFamily(spec)].map((name) => jobKey({ cell, spec: name, round })),
    ),
  );
  const cells = new Map(plan.cells.map((cell) => [cell.id, cell]));
  const missing = plan.jobs.flatMap((job) => {
    const cell = cells.get(job.cell);
    return cell === undefined || seen.has(jobKey(job)) ? [] : [missingResult(job, cell, plan.unchanged)];
  });
  return [...results, ...missing];
}
