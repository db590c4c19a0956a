// SPDX-License-Identifier: GPL-2.0-only
// Finds the patch, or the commit, that broke a spec: from runs that may lie, as sure as was asked for.
import type { CellSpec } from "../../lab/matrix.ts";
import { bisectionExitCode, type BisectionRecord } from "../report/bisection.ts";
import { writeBisection } from "../report/bisection-write.ts";
import { bisectionSentence } from "../report/bisection-words.ts";
import { PointBuilds } from "./bisect/point-builds.ts";
import { goodEnd } from "./bisect/posterior.ts";
import { Search, type SearchResult, type Oracle } from "./bisect/search.ts";
import { seriesRange, type BisectRange } from "./bisect/bisect-range.ts";
import { Reproducer } from "./bisect/reproducer.ts";
import type { RunOptions } from "../run/options.ts";
import { runAuxiliary, type RunMetadata } from "../run/auxiliary-run.ts";
import type { PlannedSpec } from "../run/plan.ts";
import { ported } from "../run/port.ts";

export interface BisectRequest {
  readonly range: BisectRange;
  readonly cell: CellSpec;
  readonly specs: readonly PlannedSpec[];
  readonly splat: string | undefined;
  /** 0.99: wrong once in a hundred times. */
  readonly confidence: number;
  /** Runs in all, at most. */
  readonly runs: number;
}

/** Bisects, and leaves its record and reports in the run's folder. */
export async function runBisect(
  options: RunOptions,
  request: BisectRequest,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<{ readonly record: BisectionRecord; readonly folder: string }> {
  const { cell, splat, confidence } = request;
  return runAuxiliary(options, signal, say, async (run, metadata) => {
    const fitting = await ported(options, run.context);
    const { source, series, baseSeries } = fitting;
    const range = fitting === options ? request.range : await seriesRange(source, series, baseSeries);
    const builds = new PointBuilds(range, fitting, { cell, specs: request.specs }, run);
    const reproducer = new Reproducer(builds, request, range.history, options.jobs);
    const spec = await reproducer.choose();
    say(`bisecting "${spec.id}" in ${cell.id} over ${range.suspects.length} suspects of ${range.name}`);
    const oracle = telling(range, reproducer.ask, say, signal);
    const found = await new Search(range.history, oracle, { confidence, most: request.runs, signal }).run();
    const made = await madeBy(builds, found);
    const known = {
      ...metadata(),
      ...{ spec: spec.id, cell: cell.id, ...(splat === undefined ? {} : { splat }), wanted: confidence },
    };
    const record = createRecord(range, found, known, made);
    writeBisection(record, run.folder.path);
    return record;
  });
}

/** `good end`, `4/8 uio: …`. */
function pointName({ suspects }: BisectRange, point: number): string {
  if (point === goodEnd) return "the good end";
  return `${point + 1}/${suspects.length} ${suspects[point]?.subject ?? ""}`;
}

/** Says what each point is asked and what it answers. */
function telling(range: BisectRange, oracle: Oracle, say: (text: string) => void, signal: AbortSignal): Oracle {
  return async (point, times) => {
    signal.throwIfAborted();
    const said = await oracle(point, times);
    const name = pointName(range, point);
    if (typeof said === "string") say(`${name}: skipped: ${said}`);
    else say(`${name}: failed ${said.filter((one) => one === "fail").length} of ${said.length}`);
    return said;
  };
}

/** How the kernel of each point came about. */
async function madeBy(builds: PointBuilds, { steps }: SearchResult): Promise<ReadonlyMap<number, string>> {
  const made = new Map<number, string>();
  for (const { point, verdict } of steps) if (verdict !== "skipped") made.set(point, (await builds.build(point)).made);
  return made;
}

function createRecord(
  { kind, name, suspects }: BisectRange,
  found: SearchResult,
  known: RunMetadata & Pick<BisectionRecord, "spec" | "cell" | "splat" | "wanted">,
  made: ReadonlyMap<number, string>,
): BisectionRecord {
  const { conclusion, confidence, runs, good, bad, without, having } = found;
  const about = (index: number) => suspects[index] ?? { id: "", subject: "" };
  const record = {
    ...known,
    of: { kind, name, suspects: suspects.length },
    ...{ conclusion, confidence, runs, good, bad, without, having },
    steps: found.steps.map(({ point, ...step }) => ({
      ...{ number: point + 1, ...about(point), ...step },
      ...(made.has(point) ? { made: made.get(point) ?? "" } : {}),
    })),
    suspects: found.suspects.map(({ suspect, probability }) => ({
      number: suspect + 1,
      ...about(suspect),
      probability,
    })),
    exitCode: bisectionExitCode(conclusion),
  };
  return { ...record, sentence: bisectionSentence(record) };
}
