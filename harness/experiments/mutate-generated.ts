// SPDX-License-Identifier: GPL-2.0-only
// Mutants that a tool makes of a driver's files, each tried as `--patch` would try it: how much of what can go wrong in that
// driver the specs notice, whoever wrote it.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { sourceFolder } from "../kernel/index.ts";
import { mutationExitCode, type MutationRecord } from "../record/mutation.ts";
import { mutationView } from "../report/mutation-view.ts";
import { writeTrials } from "../report/trials-write.ts";
import { plural } from "../report/words.ts";
import { runAuxiliary } from "../run/auxiliary-run.ts";
import type { RunOptions } from "../run/options.ts";
import { applySeries, type Overlay } from "../series/overlay.ts";
import { joinSeries } from "../series/read.ts";
import type { Watcher } from "./mutate.ts";
import { generateMutants, type Generated, type SourceText } from "./mutate/generate/generated.ts";
import { readSourceTexts } from "./mutate/generate/sources.ts";
import { judgeGenerated, type GeneratedTrials } from "./mutate/judge-generated.ts";
import { pickByName } from "./patch-header.ts";

/** What is asked for. */
export interface GenerationRequest extends Pick<GeneratedTrials, "reached" | "optionsFor"> {
  readonly count: number;
  readonly seed: number;
  /** C files of the kernel's tree, and folders of it. */
  readonly files: readonly string[];
  /** Parts of names: only those of the sample that have one of them; all if there is none. */
  readonly names: readonly string[];
}

/** Makes mutants and tries them. `options` are those of the kernel that they come on top of, with its patches if it has any. */
export async function runGenerated(
  options: RunOptions,
  request: GenerationRequest,
  signal: AbortSignal,
  watcher: Watcher,
): Promise<{ readonly record: MutationRecord; readonly folder: string }> {
  return runAuxiliary(options, signal, watcher.note, async (run, metadata) => {
    const { label, folder } = await sourceFolder(options.source, run.context);
    const base = joinSeries(options.baseSeries, options.series.patches.length > 0 ? options.series : undefined);
    const overlay: Overlay = base === undefined ? new Map() : await applySeries(folder, base, label);
    const sources = await readSourceTexts({ folder, overlay }, request.files);
    const made = await makeMutants(sources, request, run.folder.path);
    const { functions, possible, mutants } = made;
    const asked = `${plural(mutants.length, "mutant")} of ${possible} possible in ${plural(functions, "function")}`;
    watcher.note(`--seed ${request.seed}: ${asked}, in ${run.folder.path}/mutants`);
    const trials = { ...request, mutants, sources, baseSeries: base, jobs: options.jobs };
    const found = await judgeGenerated(trials, run, watcher);
    const { name, path: location, patches } = base ?? options.series;
    const profile = options.filters.profile ?? "default";
    const files = sources.map(({ file }) => file);
    const record: MutationRecord = {
      ...metadata(),
      series: { name, path: location, patches: patches.map(({ subject }) => subject) },
      generation: { seed: request.seed, files, functions, possible, kernel: label, profile },
      ...found,
      exitCode: signal.aborted ? 3 : mutationExitCode(found),
    };
    writeTrials(run.folder.path, record, mutationView(record));
    return record;
  });
}

/** Makes the mutants and writes their patches, which are worth keeping: each can be looked at by itself with --patch. */
async function makeMutants(
  sources: readonly SourceText[],
  { count, seed, names }: GenerationRequest,
  runFolder: string,
): Promise<Generated> {
  const folder = path.join(runFolder, "mutants");
  const made = await generateMutants(sources, { count, seed, folder });
  if (made.mutants.length === 0)
    throw new UsageError(`there is nothing to change in ${sources.map(({ file }) => file).join(", ")}`);
  const mutants = pickByName(made.mutants, names, "mutant");
  await mkdir(folder, { recursive: true });
  for (const { file, text } of mutants) await writeFile(file, text);
  return { ...made, mutants };
}
