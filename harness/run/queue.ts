// SPDX-License-Identifier: GPL-2.0-only
// The cells of a kernel, queued: they run while the next kernel is built.
import { commitCell } from "../../lab/matrix.ts";
import { uapiHeaders } from "../kernel/uapi.ts";
import { attachVolume } from "../image/userland/index.ts";
import type { Kernel } from "../kernel/types.ts";
import type { KernelFeatures } from "../spec/registry.ts";
import { runCell, wantedSpecs } from "./cell.ts";
import type { OnRun } from "./shards.ts";
import type { SpecBundle } from "./bundle.ts";
import { createCellContext, unable, type CellContext } from "./cell-context.ts";
import { readDrivers, kernelRequest, withInitrd, type KernelName } from "./kernels.ts";
import { ownCells, reproduceWith } from "./names.ts";
import { commitFilters } from "./commits.ts";
import { makePlan, type DriverLookup, type PlannedCell } from "./plan.ts";
import { listRounds } from "./plan-record.ts";
import { asksUserland, skipped, cellWeight } from "./planned.ts";
import { collectionsFor, selectTests, withoutBroken, withoutMissing } from "./upstream.ts";
import type { Work } from "./prepare.ts";

/** The plan of one kernel's cells. */
export function planKernel(
  name: KernelName,
  work: Work,
  hasDriver: DriverLookup,
  has: KernelFeatures = {},
): readonly PlannedCell[] {
  const { commit } = name;
  const filters = commit === undefined ? work.options.filters : commitFilters(work.options.filters);
  const own = makePlan(work.specs, filters, hasDriver, has).filter(ownCells(name));
  if (commit === undefined) return own;
  return own.map((planned) => ({ ...planned, cell: commitCell(planned.cell, commit) }));
}

/** Queues the cells of a kernel: they run while the next is built. */
export async function queueCells(name: KernelName, kernel: Kernel, work: Work): Promise<void> {
  const { options, context, emit, signal, folder, pool } = work;
  const planned = planKernel(name, work, () => true);
  const drivers = await readDrivers(kernel);
  const keys = await work.keys;
  const sideKernel = await withInitrd(kernel, await work.image, keys, folder.scratch, context);
  const coverage = work.subjects.of(kernel);
  const wantsUapi = planned.some(({ specs }) => specs.some(({ planned: { spec }, skip }) => spec.needs.uapi && !skip));
  const uapi = wantsUapi ? await uapiHeaders(kernelRequest(name, options), context) : undefined;
  const own = {
    qemu: options.qemu,
    reproduce: reproduceWith(name, options),
    settings: options.settings,
    filters: options.filters,
  };
  const collections = await collectionsFor(name, kernel, planned, options, context);
  const userland = await work.userland;
  const side = { ...sideKernel, ...attachVolume(userland), coverage, uapi, ...selectTests(collections, options) };
  const cellContext = await createCellContext(side, { folder, emit, signal, options: own, keys, context });
  const bundle = await work.bundle;
  signal.throwIfAborted();
  const has = {
    ...{ uapi: uapi !== undefined, release: kernel.release },
    ...(userland === undefined ? {} : { lacks: userland.lacks }),
  };
  const made = planKernel(name, work, (_, driver) => drivers.has(driver), has);
  const plan = made.map((one) => withoutMissing(skipped(one, unable(one.cell, cellContext)), collections));
  for (const round of listRounds(options.repeat))
    for (const cell of plan) {
      const { userland: _, ...plain } = cellContext;
      const run = { ...(asksUserland([cell]) ? cellContext : plain), ...round };
      pool.add(() => runUnlessEnded(withoutBroken(cell, collections, run), run, bundle, work), cellWeight(cell));
    }
}

async function runUnlessEnded(planned: PlannedCell, run: CellContext, bundle: SpecBundle, work: Work): Promise<void> {
  if (run.signal.aborted) return;
  const { kept, options, pool } = work;
  const keep: OnRun = (ran) => kept.keep({ planned, cellContext: run, bundle, ...ran });
  const made = { image: (await work.image).path, specs: bundle.hash };
  const known = await work.earlier?.find(planned.cell, run, made);
  const reused = wantedSpecs(planned).flatMap(({ id }) => known?.get(id) ?? []);
  for (const result of work.earlier?.reuse(planned.cell, reused) ?? [])
    run.emit({ type: "result", source: "spec", cell: planned.cell.id, result });
  const reusedSpecs = new Set(reused.map(({ spec }) => spec));
  await runCell(planned, run, { bundle, pool, reused: reusedSpecs, onRun: options.repeatFailures ? keep : undefined });
}
