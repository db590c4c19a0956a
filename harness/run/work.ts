// SPDX-License-Identifier: GPL-2.0-only
// What a run does: kernels, image and keys; then the cells, base first, as many at once as the host has CPUs.
import os from "node:os";
import path from "node:path";
import { flavours } from "../../lab/flavour.ts";
import { machineDefaults } from "../../lab/machine.ts";
import { sideNames } from "../../lab/matrix.ts";
import { isBlamed } from "../errors.ts";
import { buildImage, makeKeys, type Artifact, type RunKeys } from "../image/index.ts";
import { checkSeries } from "../kernel/index.ts";
import { uapiHeaders } from "../kernel/uapi.ts";
import type { Context, Kernel } from "../kernel/types.ts";
import { cacheRoot } from "../paths.ts";
import type { Emit } from "../report/model.ts";
import { reportDeadCell, runCell } from "./cell.ts";
import { bundleSpecs, type SpecBundle } from "./bundle.ts";
import { coverageSubject } from "./coverage.ts";
import { equip, unable, type Equipment } from "./equipment.ts";
import type { RunFolder } from "./folder.ts";
import { driversOf, kernelOf, requestOf, withInitrd, type KernelName } from "./kernels.ts";
import type { RunOptions } from "./options.ts";
import { linkRemarks } from "../spec/about.ts";
import { addedDrivers, loadSpecs, makePlan, type PlannedCell, type PlannedSpec } from "./plan.ts";
import { Pool } from "./pool.ts";
import { ported, portHint } from "./port.ts";
import { Gate, unchangedText } from "./unchanged.ts";

/** What `work` is given besides its options. */
export interface RunContext {
  readonly folder: RunFolder;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/**
 * Two machines a CPU: a guest that waits for a reset, a link or an interrupt leaves its CPU to another. Fewer if the
 * host's memory would not hold them, with half as much again as a guest has for QEMU and the spec's process.
 */
function machinesAtOnce(jobs: number): number {
  const each = machineDefaults.memoryMiB * 1.5 * 2 ** 20;
  return Math.max(1, Math.min(jobs * 2, Math.floor(os.freemem() / each)));
}

/** A run at work: what the steps below share. */
interface Work extends RunContext {
  readonly options: RunOptions;
  readonly context: Context;
  readonly specs: readonly PlannedSpec[];
  readonly image: Promise<Artifact>;
  readonly keys: Promise<RunKeys>;
  readonly pool: Pool;
  readonly bundle: Promise<SpecBundle>;
}

/**
 * Does all of a run but its reports; what it finds are events.
 * @throws what ends a run before its plan does: a patch that does not apply, a disk that is full.
 */
export async function work(asked: RunOptions, run: RunContext): Promise<void> {
  const { emit, folder } = run;
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  const context: Context = { cache: cacheRoot(), emit, jobs: asked.jobs, signal };
  const options = await ported(asked, context);
  const specs = await loadSpecs(options.specs);
  const plan = makePlan(specs, options.filters, await addedDrivers(options.series));
  const { series } = options;
  const { name, path: origin, patches } = series;
  emit({
    type: "series",
    source: "lab",
    series: { name, path: origin, patches: patches.map(({ subject }) => subject) },
  });
  const { notes = [], review = [] } = options;
  for (const text of notes) emit({ type: "note", source: "lab", text });
  if (review.length > 0)
    emit({
      type: "review",
      source: "lab",
      remarks: linkRemarks(
        review,
        specs.map(({ spec }) => spec),
      ),
    });
  emit({ type: "plan", source: "lab", ...planRecord(plan, options.repeat) });
  const [image, keys] = [buildImage(context), makeKeys(folder.scratch)];
  const bundle = bundleSpecs([...new Set(specs.map(({ file }) => file))], path.join(folder.scratch, "specs"));
  // They are awaited when a kernel is there; until then a failure of theirs must not end the process.
  for (const started of [image, keys, bundle]) started.catch(() => undefined);
  const shared: Work = {
    folder,
    emit,
    signal,
    options,
    context,
    specs,
    image,
    keys,
    bundle,
    pool: new Pool(machinesAtOnce(options.jobs)),
  };
  const kernels = kernelsOf(plan);
  try {
    // A series that does not apply is said now, and not after minutes of building what it does not apply to.
    const patched = kernels.find(({ side }) => side === "patched");
    if (patched !== undefined) await checkSeries(requestOf(patched, options), context);
    const gate = await Gate.create(kernels, options.series, (name, kernel) => queueCells(name, kernel, shared));
    for (const name of kernels) await gate.pass(name, await kernelOrDead(name, shared));
    if (gate.shut) emit({ type: "unchanged", source: "lab", text: unchangedText });
    await shared.pool.drained();
    signal.throwIfAborted();
  } catch (error) {
    // Nothing goes on behind the back of a run that has ended: its reports would not have it.
    stop.abort(error);
    await Promise.allSettled([shared.pool.drained(), image, keys, bundle]);
    throw error;
  }
}

/** The kernels that a plan needs: flavour by flavour, base first. */
function kernelsOf(plan: readonly PlannedCell[]): readonly KernelName[] {
  const names = plan.map(({ cell: { side, flavour } }): KernelName => ({ side, flavour }));
  return flavours.flatMap((flavour) =>
    sideNames.flatMap((side) => names.find((one) => one.side === side && one.flavour === flavour) ?? []),
  );
}

/** Tells the cells of one kernel. */
const ownCells =
  (name: KernelName) =>
  ({ cell }: PlannedCell): boolean =>
    cell.side === name.side && cell.flavour === name.flavour;

/** Builds a kernel. If it is at fault itself, its cells are said to be dead, and there is none. */
async function kernelOrDead(name: KernelName, work: Work): Promise<Kernel | undefined> {
  const { options, context, emit } = work;
  try {
    return await kernelOf(name, options, context);
  } catch (error) {
    if (!isBlamed(error) || error.blame !== "kernel") throw error;
    const { blame, message } = error;
    const output = [error.output, await portHint(options, error)].filter(Boolean).join("\n");
    emit({
      type: "failure",
      source: "lab",
      failure: { blame, message, side: name.side, ...(output ? { output } : {}) },
    });
    const run = { emit, reproduce: options.reproduce };
    const planned = makePlan(work.specs, options.filters, () => true).filter(ownCells(name));
    for (const round of roundsOf(options.repeat))
      for (const cell of planned) reportDeadCell(cell, { ...run, ...round }, error);
    return undefined;
  }
}

/** Queues the cells of a kernel: they run while the next is built. */
async function queueCells(name: KernelName, kernel: Kernel, work: Work): Promise<void> {
  const { options, context, emit, signal, folder, pool } = work;
  const own = ownCells(name);
  const planned = makePlan(work.specs, options.filters, () => true).filter(own);
  const drivers = await driversOf(kernel);
  const keys = await work.keys;
  const sideKernel = await withInitrd(kernel, await work.image, keys, folder.scratch, context);
  const coverage = kernel.coverage === undefined ? undefined : await coverageSubject(kernel.coverage, options.series);
  if (coverage !== undefined) emit({ type: "coverage-subject", source: "build", subject: coverage });
  const wantsUapi = planned.some(({ specs }) => specs.some(({ planned: { spec }, skip }) => spec.needs.uapi && !skip));
  const uapi = wantsUapi ? await uapiHeaders(requestOf(name, options), context) : undefined;
  const equipment = await equip({ ...sideKernel, coverage, uapi }, { folder, emit, signal, options, keys, context });
  const bundle = await work.bundle;
  signal.throwIfAborted();
  const made = makePlan(work.specs, options.filters, (_, driver) => drivers.has(driver), uapi !== undefined);
  const plan = made.filter(own).map((one) => skipped(one, unable(one.cell, equipment)));
  for (const round of roundsOf(options.repeat))
    for (const cell of plan) pool.add(() => runUnlessEnded(cell, { ...equipment, ...round }, bundle));
}

/** A cell none of whose specs is run, for a reason; without one the cell as it is. */
function skipped(planned: PlannedCell, why: string | undefined): PlannedCell {
  if (why === undefined) return planned;
  return { ...planned, specs: planned.specs.map((one) => ({ ...one, skip: one.skip ?? why })) };
}

async function runUnlessEnded(cell: PlannedCell, equipment: Equipment, bundle: SpecBundle): Promise<void> {
  if (!equipment.signal.aborted) await runCell(cell, equipment, bundle);
}

/** Which times a run of so many rounds runs a cell; once is no round. */
function roundsOf(repeat: number): readonly { readonly round?: number }[] {
  return repeat === 1 ? [{}] : Array.from({ length: repeat }, (_, index) => ({ round: index + 1 }));
}

/** A plan as the record has it. */
export function planRecord(plan: readonly PlannedCell[], repeat = 1) {
  return {
    cells: plan.map(({ cell }) => cell),
    jobs: roundsOf(repeat).flatMap((round) =>
      plan.flatMap(({ cell, specs }) =>
        specs.map(({ planned, skip }) => ({
          cell: cell.id,
          spec: planned.id,
          ...round,
          ...(skip === undefined ? {} : { skip }),
        })),
      ),
    ),
  };
}
