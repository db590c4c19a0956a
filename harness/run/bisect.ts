// SPDX-License-Identifier: GPL-2.0-only
// Finds the patch, or the commit, that broke a spec: from runs that may lie, as sure as was asked for.
import { rm } from "node:fs/promises";
import type { CellSpec } from "../../lab/matrix.ts";
import type { Context } from "../kernel/types.ts";
import { cacheRoot } from "../paths.ts";
import { bisectionExitCode, type BisectionRecord } from "../report/bisection.ts";
import { sentenceOfBisection, writeBisection } from "../report/bisection-write.ts";
import { Journal } from "../report/journal-writer.ts";
import { Ground } from "./bisect/ground.ts";
import { goodEnd } from "./bisect/posterior.ts";
import { Search, type Found, type Oracle } from "./bisect/search.ts";
import type { Track } from "./bisect/track.ts";
import { Witness } from "./bisect/witness.ts";
import { makeRunFolder } from "./folder.ts";
import type { RunOptions } from "./options.ts";
import type { PlannedSpec } from "./plan.ts";

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
  const started = performance.now();
  const startedAt = new Date().toISOString();
  const folder = await makeRunFolder(options.out);
  using journal = new Journal(folder.journal);
  const emit: Context["emit"] = (event) => {
    journal.write(event);
    if (event.type === "note") say(event.text);
  };
  const context: Context = { cache: cacheRoot(), emit, jobs: options.jobs, signal };
  const { track, cell, splat, confidence } = request;
  try {
    const ground = new Ground(track, options, { cell, specs: request.specs, folder, context, signal });
    const witness = new Witness(ground, request, track.history, options.jobs);
    const spec = await witness.choose();
    say(`bisecting "${spec.id}" in ${cell.id} over ${track.suspects.length} suspects of ${track.name}`);
    const oracle = telling(track, witness.ask, say, signal);
    const found = await new Search(track.history, oracle, { confidence, most: request.runs }).run();
    const known = {
      ...{ id: folder.id, command: options.command, startedAt, seconds: (performance.now() - started) / 1000 },
      ...{ spec: spec.id, cell: cell.id, ...(splat === undefined ? {} : { splat }), wanted: confidence },
    };
    const record = recordOf(track, found, known, await madeBy(ground, found));
    writeBisection(record, folder.path);
    return { record, folder: folder.path };
  } finally {
    await rm(folder.scratch, { recursive: true, force: true });
  }
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
  known: Pick<BisectionRecord, "id" | "command" | "startedAt" | "seconds" | "spec" | "cell" | "splat" | "wanted">,
  made: ReadonlyMap<number, string>,
): BisectionRecord {
  const { conclusion, confidence, runs, good, bad, without, having } = found;
  const about = (index: number) => suspects[index] ?? { id: "", subject: "" };
  const record = {
    schemaVersion: 1 as const,
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
