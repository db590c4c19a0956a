// SPDX-License-Identifier: GPL-2.0-only
// Finds the patch, or the commit, that broke a spec: from runs that may lie, as sure as was asked for.
import type { CellSpec } from "../../lab/matrix.ts";
import { bisectionExitCode, type BisectionRecord } from "../report/bisection.ts";
import { writeBisection } from "../report/bisection-write.ts";
import { sentenceOfBisection } from "../report/bisection-words.ts";
import { Ground } from "./bisect/ground.ts";
import { goodEnd } from "./bisect/posterior.ts";
import { Search, type Found, type Oracle } from "./bisect/search.ts";
import { seriesTrack, type Track } from "./bisect/track.ts";
import { Witness } from "./bisect/witness.ts";
import type { RunOptions } from "../run/options.ts";
import { ownRun, type Particulars } from "../run/own-run.ts";
import type { PlannedSpec } from "../run/plan.ts";
import { ported } from "../run/port.ts";

export interface BisectRequest {
  readonly track: Track;
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
  return ownRun(options, signal, say, async (run, particulars) => {
    const fitting = await ported(options, run.context);
    const { source, series, baseSeries } = fitting;
    const track = fitting === options ? request.track : await seriesTrack(source, series, baseSeries);
    const ground = new Ground(track, fitting, { cell, specs: request.specs }, run);
    const witness = new Witness(ground, request, track.history, options.jobs);
    const spec = await witness.choose();
    say(`bisecting "${spec.id}" in ${cell.id} over ${track.suspects.length} suspects of ${track.name}`);
    const oracle = telling(track, witness.ask, say, signal);
    const found = await new Search(track.history, oracle, { confidence, most: request.runs, signal }).run();
    const made = await madeBy(ground, found);
    const known = {
      ...particulars(),
      ...{ spec: spec.id, cell: cell.id, ...(splat === undefined ? {} : { splat }), wanted: confidence },
    };
    const record = recordOf(track, found, known, made);
    writeBisection(record, run.folder.path);
    return record;
  });
}

/** `good end`, `4/8 uio_msi: …`. */
function nameOf({ suspects }: Track, point: number): string {
  if (point === goodEnd) return "the good end";
  return `${point + 1}/${suspects.length} ${suspects[point]?.subject ?? ""}`;
}

/** Says what each point is asked and what it answers. */
function telling(track: Track, oracle: Oracle, say: (text: string) => void, signal: AbortSignal): Oracle {
  return async (point, times) => {
    signal.throwIfAborted();
    const said = await oracle(point, times);
    const name = nameOf(track, point);
    if (typeof said === "string") say(`${name}: skipped: ${said}`);
    else say(`${name}: failed ${said.filter((one) => one === "fail").length} of ${said.length}`);
    return said;
  };
}

/** How the kernel of each point came about. */
async function madeBy(ground: Ground, { steps }: Found): Promise<ReadonlyMap<number, string>> {
  const made = new Map<number, string>();
  for (const { point, verdict } of steps) if (verdict !== "skipped") made.set(point, (await ground.place(point)).made);
  return made;
}

function recordOf(
  { kind, name, suspects }: Track,
  found: Found,
  known: Particulars & Pick<BisectionRecord, "spec" | "cell" | "splat" | "wanted">,
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
  return { ...record, sentence: sentenceOfBisection(record) };
}
