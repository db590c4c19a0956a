// SPDX-License-Identifier: GPL-2.0-only
// A run's kernel, or what a run says of one that does not build.
import { isBlamed } from "../host/errors.ts";
import type { Kernel } from "../kernel/types.ts";
import { reportDeadCell } from "./cell-results.ts";
import { counts, labsIfCounting } from "./counting.ts";
import { buildFailure } from "./failure.ts";
import { obtainKernel, type KernelName } from "./kernels.ts";
import { reproduceWith } from "./names.ts";
import { listRounds } from "./plan-record.ts";
import { portHint } from "./port.ts";
import type { Work } from "./prepare.ts";
import { planKernel } from "./queue.ts";

/** Builds a kernel. If it does not build, its cells are reported as dead: undefined. */
export async function buildOrReport(name: KernelName, work: Work): Promise<Kernel | undefined> {
  const { options, context, emit } = work;
  try {
    return await obtainKernel(name, options, context);
  } catch (error) {
    if (!isBlamed(error) || error.blame !== "kernel") throw error;
    const failure = buildFailure(error, name.side, await portHint(options, error));
    if (!counts(name)) emit({ type: "failure", source: "lab", failure });
    const run = { emit, reproduce: reproduceWith(name, options) };
    const planned = planKernel(name, work, () => true);
    for (const round of listRounds(options.repeat))
      for (const cell of planned) reportDeadCell(cell, { ...run, ...round }, labsIfCounting(name.flavour, error));
    return undefined;
  }
}
