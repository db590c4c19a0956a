// SPDX-License-Identifier: GPL-2.0-only
// What a run does: kernels, image and keys; then the cells, base first, as many at once as the host has CPUs.
import path from "node:path";
import { commitCell } from "../../lab/matrix.ts";
import { isBlamed } from "../host/errors.ts";
import { buildImage, makeKeys, type Artifact, type RunKeys } from "../image/index.ts";
import { checkSeries } from "../kernel/index.ts";
import { changesCode } from "../kernel/same.ts";
import { uapiHeaders } from "../kernel/uapi.ts";
import type { Kernel } from "../kernel/types.ts";
import type { Context } from "../host/context.ts";
import { cacheRoot } from "../host/paths.ts";
import { checkCollections } from "../upstream/build.ts";
import type { Emit } from "../record/model.ts";
import type { KernelFeatures } from "../spec/registry.ts";
import { runCell, type OnRun } from "./cell.ts";
import { reportDeadCell } from "./cell-results.ts";
import { bundleSpecs, type SpecBundle } from "./bundle.ts";
import { checkAlone, checkLines, saySeries } from "./check.ts";
import { counts, elsewhere, labsIfCounting, Subjects } from "./counting.ts";
import { createCellContext, unable, type CellContext } from "./cell-context.ts";
import type { RunFolder } from "./folder.ts";
import { readDrivers, obtainKernel, kernelRequest, withInitrd, type KernelName } from "./kernels.ts";
import { kernelsIn, oneOfEach, ownCells, reproduceWith } from "./names.ts";
import type { RunOptions } from "./options.ts";
import { announceCommits, commitFilters, runCommits } from "./commits.ts";
import { addedDrivers, loadSpecs, makePlan, type DriverLookup, type PlannedCell, type PlannedSpec } from "./plan.ts";
import { planRecord, listRounds } from "./plan-record.ts";
import { skipped, cellWeight } from "./planned.ts";
import { machinesAtOnce, Pool } from "./pool.ts";
import { ported, portHint } from "./port.ts";
import { KeptCells } from "./repeat/kept.ts";
import { repeatFailures } from "./repeat/repeat.ts";
import { Gate, unchangedText } from "./unchanged.ts";
import { collectionsFor, selectTests, withoutBroken, withoutMissing } from "./upstream.ts";

/** What `work` is given besides its options. */
export interface RunContext {
  readonly folder: RunFolder;
  readonly emit: Emit;
  readonly signal: AbortSignal;
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
  readonly kept: KeptCells;
  /** What can be counted in a kernel, by its hash. */
  readonly subjects: Subjects;
}

/**
 * Does all of a run but its reports; what it finds are events.
 * @throws what ends a run before its plan does: a patch that does not apply, a disk that is full.
 */
export async function work(asked: RunOptions, run: RunContext): Promise<void> {
  const { emit, folder } = run;
  if (asked.staticAlone === true) return checkAlone(asked, run);
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  const context: Context = { cache: cacheRoot(), emit, jobs: asked.jobs, signal };
  const options = await ported(asked, context);
  const specs = await loadSpecs(options.specs, options);
  const plan = makePlan(specs, options.filters, await addedDrivers(options.series));
  saySeries(
    options,
    specs.map(({ spec }) => spec),
    emit,
  );
  emit({ type: "plan", source: "lab", ...planRecord(plan, options.repeat) });
  const [image, keys] = [buildImage(context, options.settings.tools), makeKeys(folder.scratch)];
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
    kept: new KeptCells(),
    subjects: new Subjects(),
  };
  const kernels = kernelsIn(plan);
  let checks: Promise<void> | undefined;
  try {
    // A series that does not apply is said now, and not after minutes of building what it does not apply to.
    for (const patched of oneOfEach(kernels)) await checkSeries(kernelRequest(patched, options), context);
    const requests = kernels.map((name) => kernelRequest(name, options));
    await checkCollections(options.kselftests ?? [], requests, context);
    // Beside all that follows: it awaits none of it.
    checks = options.static === undefined ? undefined : checkLines(options, true, context);
    checks?.catch(() => undefined);
    const gate = await Gate.create(kernels, options.series, (name, kernel) => queueCells(name, kernel, shared));
    for (const name of kernels) {
      // Without code there is nothing to count, and a series that changes no kernel is not run.
      if (gate.shut && counts(name) && !(await changesCode(options.series))) continue;
      const kernel = await buildOrReport(name, shared);
      await shared.subjects.announce(name, kernel, options, emit);
      await gate.pass(name, kernel);
    }
    if (options.eachCommit === true) await runEachCommit(kernels, shared);
    if (gate.shut) emit({ type: "unchanged", source: "lab", text: unchangedText });
    await shared.pool.drained();
    await countElsewhere(plan, shared);
    await checks;
    signal.throwIfAborted();
    if (options.repeatFailures) await repeatFailures(repetitionOptions(shared));
  } catch (error) {
    // Nothing goes on behind the back of a run that has ended: its reports would not have it.
    stop.abort(error);
    await Promise.allSettled([shared.pool.drained(), image, keys, bundle, checks]);
    throw error;
  }
}

function repetitionOptions({ kept, folder, options, emit, signal }: Work): Parameters<typeof repeatFailures>[0] {
  const { known, repeat: rounds, jobs } = options;
  return { kept, journal: folder.journal, known, rounds, machines: machinesAtOnce(jobs), emit, signal };
}

/** Builds and runs each commit, on each kernel version. */
async function runEachCommit(kernels: readonly KernelName[], work: Work): Promise<void> {
  const { options, emit, context } = work;
  const queue = async (name: KernelName, kernel: Kernel): Promise<void> => {
    emit({
      type: "plan",
      source: "lab",
      ...planRecord(
        planKernel(name, work, () => true),
        options.repeat,
      ),
    });
    await queueCells(name, kernel, work);
  };
  const commits = { options, emit, queue, obtainKernel: (name: KernelName) => obtainKernel(name, options, context) };
  const versions = [...new Set(kernels.map(({ kernel }) => kernel))];
  announceCommits(versions, commits);
  for (const version of versions) {
    const common = { flavour: "plain", ...(version === undefined ? {} : { kernel: version }) } as const;
    const base = await commits.obtainKernel({ side: "base", ...common }).catch(unlessBlamed);
    const whole = await commits.obtainKernel({ side: "patched", ...common }).catch(unlessBlamed);
    await runCommits(version, { base, whole }, commits);
  }
}

/** A kernel that does not build was reported already: undefined. */
function unlessBlamed(error: unknown): undefined {
  if (!isBlamed(error) || error.blame !== "kernel") throw error;
}

/** The plan of one kernel's cells. */
function planKernel(
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

/** Where nothing of the series ran in the machines that counted, the others of the plan count as well. */
async function countElsewhere(plan: readonly PlannedCell[], work: Work): Promise<void> {
  const { options, emit, folder, signal, pool } = work;
  signal.throwIfAborted();
  const left = elsewhere(plan, options, folder.journal);
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

/** Builds a kernel. If it does not build, its cells are reported as dead: undefined. */
async function buildOrReport(name: KernelName, work: Work): Promise<Kernel | undefined> {
  const { options, context, emit } = work;
  try {
    return await obtainKernel(name, options, context);
  } catch (error) {
    if (!isBlamed(error) || error.blame !== "kernel") throw error;
    const { blame, message } = error;
    const output = [error.output, await portHint(options, error)].filter(Boolean).join("\n");
    const told = { cause: error.why, message, side: name.side, ...(output ? { output } : {}) };
    if (!counts(name)) emit({ type: "failure", source: "lab", failure: { blame, ...told } });
    const run = { emit, reproduce: reproduceWith(name, options) };
    const planned = planKernel(name, work, () => true);
    for (const round of listRounds(options.repeat))
      for (const cell of planned) reportDeadCell(cell, { ...run, ...round }, labsIfCounting(name.flavour, error));
    return undefined;
  }
}

/** Queues the cells of a kernel: they run while the next is built. */
async function queueCells(name: KernelName, kernel: Kernel, work: Work): Promise<void> {
  const { options, context, emit, signal, folder, pool } = work;
  const planned = planKernel(name, work, () => true);
  const drivers = await readDrivers(kernel);
  const keys = await work.keys;
  const sideKernel = await withInitrd(kernel, await work.image, keys, folder.scratch, context);
  const coverage = work.subjects.of(kernel);
  const wantsUapi = planned.some(({ specs }) => specs.some(({ planned: { spec }, skip }) => spec.needs.uapi && !skip));
  const uapi = wantsUapi ? await uapiHeaders(kernelRequest(name, options), context) : undefined;
  const own = { qemu: options.qemu, reproduce: reproduceWith(name, options), settings: options.settings };
  const collections = await collectionsFor(name, kernel, planned, options, context);
  const side = { ...sideKernel, coverage, uapi, ...selectTests(collections, options) };
  const cellContext = await createCellContext(side, { folder, emit, signal, options: own, keys, context });
  const bundle = await work.bundle;
  signal.throwIfAborted();
  const has = { uapi: uapi !== undefined, release: kernel.release };
  const made = planKernel(name, work, (_, driver) => drivers.has(driver), has);
  const plan = made.map((one) => withoutMissing(skipped(one, unable(one.cell, cellContext)), collections));
  for (const round of listRounds(options.repeat))
    for (const cell of plan) {
      const run = { ...cellContext, ...round };
      pool.add(() => runUnlessEnded(withoutBroken(cell, collections, run), run, bundle, work), cellWeight(cell));
    }
}

async function runUnlessEnded(planned: PlannedCell, run: CellContext, bundle: SpecBundle, work: Work): Promise<void> {
  if (run.signal.aborted) return;
  const { kept, options } = work;
  const keep: OnRun = (ran) => kept.keep({ planned, cellContext: run, bundle, ...ran });
  await runCell(planned, run, bundle, options.repeatFailures ? keep : undefined);
}
