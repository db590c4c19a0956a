// SPDX-License-Identifier: GPL-2.0-only
// What the steps of a run share: options, specs and plan at once; image, keys and compiled specs once they are there.
import path from "node:path";
import { buildUserland, type Userland } from "../image/userland/index.ts";
import { buildImage, makeKeys, type Artifact, type RunKeys } from "../image/index.ts";
import type { Context } from "../host/context.ts";
import { cacheRoot } from "../host/paths.ts";
import type { Emit, RunRecord } from "../record/model.ts";
import { BaseResults } from "./base-results.ts";
import { bundleSpecs, type SpecBundle } from "./bundle.ts";
import { saySeries } from "./check.ts";
import { CoverageSubjects } from "./counting.ts";
import type { RunFolder } from "./folder.ts";
import type { RunOptions } from "./options.ts";
import { runSpecs } from "./chosen-specs.ts";
import { addedDrivers, makePlan, type PlannedCell, type PlannedSpec } from "./plan.ts";
import { withChoice } from "./choose-by-patch.ts";
import { asksUserland } from "./planned.ts";
import { planRecord } from "./plan-record.ts";
import { machinesAtOnce, Pool } from "./pool.ts";
import { ported } from "./port.ts";
import { KeptCells } from "./repeat/kept.ts";

/** What `work` is given besides its options. */
export interface RunContext {
  readonly folder: RunFolder;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** What the events of the run add up to so far. */
  readonly soFar: () => RunRecord;
}

/** A run at work: what the steps below share. */
export interface Work extends RunContext {
  readonly options: RunOptions;
  readonly context: Context;
  readonly specs: readonly PlannedSpec[];
  readonly image: Promise<Artifact>;
  readonly keys: Promise<RunKeys>;
  /** Undefined: no spec asks for its programs. */
  readonly userland: Promise<Userland> | undefined;
  readonly pool: Pool;
  readonly bundle: Promise<SpecBundle>;
  readonly kept: KeptCells;
  /** What base passed in earlier runs; undefined: nothing is reused. */
  readonly earlier?: BaseResults | undefined;
  /** What can be counted in a kernel, by its hash. */
  readonly subjects: CoverageSubjects;
}

/** What is run: the series brought forward if that was asked for, and the machines that it chooses. */
export async function settle(
  asked: RunOptions,
  { emit, signal }: RunContext,
): Promise<{ readonly options: RunOptions; readonly context: Context }> {
  const context: Context = { cache: cacheRoot(), emit, jobs: asked.jobs, signal };
  return { options: await withChoice(await ported(asked, context), context), context };
}

/** Prepares a run: announces its plan, and starts what needs no kernel. */
export async function prepare(
  { options, context }: { readonly options: RunOptions; readonly context: Context },
  run: RunContext,
): Promise<{ readonly plan: readonly PlannedCell[]; readonly work: Work }> {
  const { emit, folder } = run;
  const specs = await runSpecs(options);
  const plan = makePlan(specs, options.filters, await addedDrivers(options.series));
  saySeries(
    options,
    specs.map(({ spec }) => spec),
    emit,
  );
  emit({ type: "plan", source: "lab", ...planRecord(plan, options.repeat) });
  const [image, keys] = [buildImage(context, options.settings.tools), makeKeys(folder.scratch)];
  const bundle = bundleSpecs([...new Set(specs.map(({ file }) => file))], path.join(folder.scratch, "specs"));
  const userland = asksUserland(plan) ? buildUserland(options.settings.userland, context) : undefined;
  // They are awaited when a kernel is there; until then a failure of theirs must not end the process.
  for (const started of [image, keys, bundle, userland]) started?.catch(() => undefined);
  const [pool, kept, subjects] = [new Pool(machinesAtOnce(options.jobs)), new KeptCells(), new CoverageSubjects()];
  const earlier = options.reuse ? new BaseResults(context.cache, folder.id) : undefined;
  return {
    plan,
    work: { ...run, options, context, specs, image, keys, userland, bundle, pool, kept, subjects, earlier },
  };
}
