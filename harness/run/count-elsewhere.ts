// SPDX-License-Identifier: GPL-2.0-only
// Coverage in more machines, where the first ones ran no code of the series.
import { elsewhere } from "./counting.ts";
import type { PlannedCell } from "./plan.ts";
import { planRecord } from "./plan-record.ts";
import type { Work } from "./prepare.ts";
import { planKernel, queueCells } from "./queue.ts";
import { buildOrReport } from "./build-or-report.ts";

/** Where nothing of the series ran in the machines that counted, the others of the plan count as well. */
export async function countElsewhere(plan: readonly PlannedCell[], work: Work): Promise<void> {
  const { options, emit, signal, pool } = work;
  signal.throwIfAborted();
  const left = elsewhere(plan, options, work.soFar().coverage);
  const kernel = left === undefined ? undefined : await buildOrReport(left.name, work);
  if (left === undefined || kernel === undefined) return;
  const more = { ...work, options: { ...options, filters: left.filters } };
  emit({
    type: "plan",
    source: "lab",
    ...planRecord(
      planKernel(left.name, more, () => true),
      options.repeat,
    ),
  });
  await queueCells(left.name, kernel, more);
  await pool.drained();
}
