// SPDX-License-Identifier: GPL-2.0-only
// What a run does: kernels first, base before patched; their cells, as many at once as the host has CPUs; then what is left.
import { checkSeries } from "../kernel/index.ts";
import { changesCode } from "../kernel/same.ts";
import { checkCollections } from "../upstream/build.ts";
import { checkAlone, checkLines } from "./check.ts";
import { counts } from "./counting.ts";
import { kernelRequest, type KernelName } from "./kernels.ts";
import { kernelsIn, oneOfEach } from "./names.ts";
import type { RunOptions } from "./options.ts";
import { machinesAtOnce } from "./pool.ts";
import { plural } from "../report/words.ts";
import { repeatFailures } from "./repeat/repeat.ts";
import { isUntestable, runUntested } from "./untested.ts";
import { Gate, unchangedText } from "./unchanged.ts";
import { prepare, settle, type RunContext, type Work } from "./prepare.ts";
import { queueCells } from "./queue.ts";
import { buildOrReport } from "./build-or-report.ts";
import { runEachCommit } from "./each-commit.ts";
import { countElsewhere } from "./count-elsewhere.ts";

/**
 * Does all of a run but its reports; what it finds are events.
 * @throws what ends a run before its plan does: a patch that does not apply, a disk that is full.
 */
export async function work(asked: RunOptions, run: RunContext): Promise<void> {
  if (asked.staticAlone === true) return checkAlone(asked, run);
  const stop = new AbortController();
  const stoppable = { ...run, signal: AbortSignal.any([run.signal, stop.signal]) };
  const settled = await settle(asked, stoppable);
  if (isUntestable(settled.options)) return runUntested(settled.options, settled.context);
  const { plan, work: shared } = await prepare(settled, stoppable);
  const { options, context, emit, signal, pool } = shared;
  const kernels = kernelsIn(plan);
  let checks: Promise<void> | undefined;
  try {
    await checkInput(kernels, shared);
    // Beside all that follows: it awaits none of it.
    checks = options.static === undefined ? undefined : checkLines(options, true, context);
    checks?.catch(() => undefined);
    const unchanged = await buildAndQueue(kernels, shared);
    if (options.eachCommit === true) await runEachCommit(kernels, shared);
    if (unchanged) emit({ type: "unchanged", source: "lab", text: unchangedText });
    await pool.drained();
    await countElsewhere(plan, shared);
    await checks;
    signal.throwIfAborted();
    if (options.repeatFailures) await repeatFailures(repetitionOptions(shared));
    await leaveResults(shared);
  } catch (error) {
    // Nothing goes on behind the back of a run that has ended: its reports would not have it.
    stop.abort(error);
    await Promise.allSettled([pool.drained(), shared.image, shared.keys, shared.bundle, checks]);
    throw error;
  }
}

/** A series that does not apply is reported now, not after minutes of building what it does not apply to. */
async function checkInput(kernels: readonly KernelName[], { options, context }: Work): Promise<void> {
  for (const patched of oneOfEach(kernels)) await checkSeries(kernelRequest(patched, options), context);
  const requests = kernels.map((name) => kernelRequest(name, options));
  await checkCollections(options.kselftests ?? [], requests, context);
}

/** Builds one kernel after the other; the cells of each run meanwhile. True if the series changes no kernel: none run. */
async function buildAndQueue(kernels: readonly KernelName[], work: Work): Promise<boolean> {
  const { options, emit, subjects } = work;
  const gate = await Gate.create(kernels, options.series, (name, kernel) => queueCells(name, kernel, work));
  for (const name of kernels) {
    // Without code there is nothing to count, and a series that changes no kernel is not run.
    if (gate.shut && counts(name) && !(await changesCode(options.series))) continue;
    const kernel = await buildOrReport(name, work);
    await subjects.announce(name, kernel, options, emit);
    await gate.pass(name, kernel);
  }
  return gate.shut;
}

function repetitionOptions({ kept, soFar, options, emit, signal }: Work): Parameters<typeof repeatFailures>[0] {
  const { known, repeat: rounds, jobs } = options;
  return { kept, soFar, known, rounds, machines: machinesAtOnce(jobs), emit, signal };
}

/** Says what was not measured here, and leaves what base passed to later runs. */
async function leaveResults({ earlier, soFar, emit }: Work): Promise<void> {
  if (earlier === undefined) return;
  const text = `${plural(earlier.reused, "result")} of base measured in an earlier run with the same kernel, machine and specs; --no-reuse measures them again`;
  if (earlier.reused > 0) emit({ type: "note", source: "lab", text });
  const { results, repeats } = soFar();
  await earlier.keep(results, repeats);
}
