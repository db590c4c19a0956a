// SPDX-License-Identifier: GPL-2.0-only
// The static checks of a series: each looks at the patched side, and at base if it found anything there.
import { UsageError, isBlamed, errorMessage } from "../host/errors.ts";
import { shellQuote } from "../host/exec.ts";
import { labWords } from "../host/typed.ts";
import { patchTree } from "../kernel/patch.ts";
import { joinSeries } from "../series/read.ts";
import { stage } from "../host/stage.ts";
import type { Context } from "../host/context.ts";
import { sweepBuild, withWorkspace, type Workspace } from "../kernel/workspace.ts";
import type { PlannedCheck, Side, StaticCheck, StaticFinding } from "../record/model.ts";
import { judgeCheck, newFindings, type CheckResult } from "./compare.ts";
import { Builder } from "./builder.ts";
import { reasonToSkip, type CheckContext, type Check } from "./check.ts";
import { CheckSkipped, type StaticContext } from "./sources.ts";
import { coccicheck } from "./coccicheck.ts";
import { compileChecks } from "./compile.ts";
import { withSubject, type StaticRequest, type CheckedSeries } from "./subject.ts";
import { checkpatch, kernelDoc, uapi } from "./texts.ts";

/** Which checks to run, and how to run them again. */
export interface StaticOptions {
  /** These alone; all of them unless told. */
  readonly only?: readonly string[] | undefined;
  /** The arguments that name the same kernel and series. */
  readonly reproduce: readonly string[];
  /** Which of a run's kernel versions it is, in a run of several. */
  readonly kernel?: string | undefined;
  /** Beside machines that boot: leaves them the CPU. */
  readonly beside?: boolean;
}

const checksFor = (subject: Pick<CheckedSeries, "symbols">): readonly Check[] => [
  checkpatch,
  kernelDoc,
  uapi,
  ...compileChecks(subject),
  coccicheck,
];

/** What is known of a series before anybody looks at it. */
const nothing = { symbols: [] };

/** The names of all checks. */
export const checkNames: readonly string[] = checksFor(nothing).map(({ name }) => name);

/** What is known of a check that is under way. */
interface Run {
  readonly check: Check;
  patched?: CheckResult;
  base?: CheckResult;
  failure?: unknown;
  seconds: number;
}

/** The checks that are to run. @throws {UsageError} for the name of one that there is not */
export function plannedChecks({ only, kernel }: Pick<StaticOptions, "only" | "kernel">): PlannedCheck[] {
  const unknown = only?.find((name) => !checkNames.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`--only ${unknown}: no such check`, { hint: `there are ${checkNames.join(", ")}` });
  return checksFor(nothing)
    .filter(({ name }) => only?.includes(name) ?? true)
    .map(({ name, what }) => ({ name, what, ...(kernel === undefined ? {} : { kernel }) }));
}

/** Runs the checks; what they find are events. */
export async function runStatic(request: StaticRequest, options: StaticOptions, context: Context): Promise<void> {
  await stage(context, "static", [options.kernel, request.series.name].filter(Boolean).join(" "), async () => {
    const gently = options.beside === true ? ["nice"] : [];
    await withSubject(request, context, (subject) => runChecks(subject, options, { ...context, gently }));
    return { value: undefined, cached: false };
  });
}

async function runChecks(subject: CheckedSeries, options: StaticOptions, context: StaticContext): Promise<void> {
  const checks = checksFor(subject).filter(({ name }) => options.only?.includes(name) ?? true);
  const finish = (run: Run): void =>
    context.emit({ type: "static", source: "lab", check: record(run, subject, options) });
  const due = checks.map((check): Run => ({ check, seconds: 0 }));
  const able = due.filter((run) => {
    const why = reasonToSkip(run.check, subject);
    if (why === undefined) return true;
    finish({ ...run, failure: new CheckSkipped(why) });
    return false;
  });
  const ended = await Promise.allSettled([
    readTexts(
      able.filter(({ check }) => !check.compiles),
      subject,
      context,
      finish,
    ),
    compileAll(
      able.filter(({ check }) => check.compiles),
      subject,
      context,
      finish,
    ),
  ]);
  // One does not go on behind the back of the other's failure.
  const broken = ended.find((one) => one.status === "rejected");
  if (broken !== undefined) throw broken.reason;
}

async function readTexts(
  runs: readonly Run[],
  subject: CheckedSeries,
  context: StaticContext,
  finish: (run: Run) => void,
): Promise<void> {
  for (const run of runs) {
    await runCheck(run, createCheckContext("patched", subject, context));
    if (wantsBase(run)) await runCheck(run, createCheckContext("base", subject, context));
    finish(run);
  }
}

/** Compiles on patched, then on base where that has something to compare with: the tree is of one side at a time. */
async function compileAll(
  runs: readonly Run[],
  subject: CheckedSeries,
  context: StaticContext,
  finish: (run: Run) => void,
): Promise<void> {
  if (runs.length === 0) return;
  const { origin } = subject.source;
  await withWorkspace({ origin, flavour: "static" }, context, {}, async (workspace) => {
    await sweepBuild(workspace);
    const patched = await prepareSide("patched", workspace, subject, context);
    for (const run of runs) {
      await runCheck(run, patched);
      if (!wantsBase(run)) finish(run);
    }
    const left = runs.filter(wantsBase);
    if (left.length === 0) return;
    const base = await prepareSide("base", workspace, subject, context);
    for (const run of left) {
      await runCheck(run, base);
      finish(run);
    }
  });
}

const wantsBase = ({ patched, failure }: Run): boolean => failure === undefined && (patched?.findings.length ?? 0) > 0;

/** What looks at texts needs no compiler. */
function createCheckContext(
  side: Side,
  subject: CheckedSeries,
  context: StaticContext,
  builder?: Builder,
): CheckContext {
  return {
    side,
    subject,
    // What is done for a check is that check's.
    context: { ...context, emit: () => undefined },
    get builder(): Builder {
      if (builder === undefined) throw new Error("this check was not to compile");
      return builder;
    },
  };
}

/** Brings the workspace to a side. */
async function prepareSide(
  side: Side,
  workspace: Workspace,
  subject: CheckedSeries,
  context: StaticContext,
): Promise<CheckContext> {
  const { source, series, baseSeries } = subject.request;
  const of = side === "base" ? baseSeries : joinSeries(baseSeries, series);
  // How a series is applied was said when it was first applied.
  const quiet: StaticContext = { ...context, emit: () => undefined };
  await patchTree(workspace, { source, series: of, flavour: "plain", side }, subject.source, quiet);
  return createCheckContext(side, subject, context, new Builder(workspace, subject, side, quiet));
}

async function runCheck(run: Run, checkContext: CheckContext): Promise<void> {
  const startedAt = performance.now();
  const { check } = run;
  const { signal } = checkContext.context;
  try {
    run[checkContext.side] = await check.run(checkContext);
  } catch (error) {
    if (signal?.aborted) throw error;
    // What base cannot do is nothing to compare with.
    if (checkContext.side === "patched" || !(error instanceof CheckSkipped)) run.failure = error;
  }
  run.seconds += (performance.now() - startedAt) / 1000;
}

function record(
  { check, patched, base, failure, seconds }: Run,
  subject: CheckedSeries,
  options: StaticOptions,
): StaticCheck {
  const { name, what } = check;
  const seen = failure === undefined ? patched : undefined;
  const fresh: readonly StaticFinding[] = seen === undefined ? [] : newFindings(base, seen, subject);
  const said = failure === undefined ? judgeCheck(fresh) : failed(failure);
  const reproduce = shellQuote(labWords(["check", ...options.reproduce, "--only", name]));
  return {
    ...{ name, what, seconds, ...(options.kernel === undefined ? {} : { kernel: options.kernel }) },
    ...said,
    subjects: [...(seen?.subjects ?? [])],
    omitted: [...(seen?.omitted ?? [])],
    findings: [...fresh],
    known: (seen?.findings.length ?? 0) - fresh.length,
    ...(said.outcome === "PASS" || said.outcome === "SKIP" ? {} : { reproduce }),
  };
}

/** A check that could not be made is no pass. */
function failed(error: unknown): Pick<StaticCheck, "outcome" | "reason"> {
  if (error instanceof CheckSkipped) return { outcome: "SKIP", reason: error.message };
  const output = isBlamed(error) && error.output !== undefined ? `\n${error.output}` : "";
  return { outcome: "MISS", reason: `${errorMessage(error)}${output}` };
}
