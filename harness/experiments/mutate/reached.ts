// SPDX-License-Identifier: GPL-2.0-only
// Which lines any spec runs at all: a mutant where none gets to says that a spec is missing, one that survives where they
// do says that a spec looks away. All specs run once without a mutant, in kernels that count in the mutants' files.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { cellAt, cellConfiguration, cells, countedConfigurations } from "../../../lab/matrix.ts";
import { mergeCounts, type Counts } from "../../coverage/merge.ts";
import type { FileCounts } from "../../record/model.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import { unable } from "../../run/cell-context.ts";
import { concernedSpecs } from "../../run/chosen-specs.ts";
import { countFiles } from "../../run/coverage.ts";
import { obtainKernel } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { machinesAtOnce, Pool } from "../../run/pool.ts";
import type { Series } from "../../series/types.ts";
import { batchesFor, groupByKernel, type ChosenRun, type Group } from "../chosen/group.ts";
import { groupRun } from "../chosen/try-chosen.ts";
import { BuildSet } from "../kernels/build-set.ts";
import { mergeBatches, type Batch } from "../kernels/kernel-runner.ts";
import { diffOnePlace } from "./generate/diff.ts";
import type { GeneratedMutant, SourceText } from "./generate/generated.ts";

/** What is counted: mutants' files, by all the specs that there are. */
interface Counting {
  readonly runs: readonly ChosenRun<GeneratedMutant>[];
  readonly sources: readonly SourceText[];
  readonly specs: readonly PlannedSpec[];
  readonly jobs: number;
}

/** What the specs run of the mutants' files, without a mutant. */
export async function countReached(counting: Counting, run: AuxiliaryRun): Promise<Counts> {
  const pool = new Pool(machinesAtOnce(counting.jobs));
  const groups = groupByKernel(counting.runs).map(async (group, index) =>
    countGroup(group, counting, await groupRun(run, `counted-${index + 1}`), pool),
  );
  return mergeCounts((await Promise.all(groups)).flat());
}

async function countGroup(
  { runs }: Group<GeneratedMutant>,
  { sources, specs }: Counting,
  run: AuxiliaryRun,
  pool: Pool,
): Promise<readonly FileCounts[]> {
  const [first] = runs;
  if (first === undefined) throw new TypeError("a group has somebody in it");
  const files = [...new Set(runs.map(({ patch }) => patch.at.file))];
  const series = await touching(
    sources.filter(({ file }) => files.includes(file)),
    path.join(run.folder.scratch, "touching"),
  );
  const options: RunOptions = { ...first.options, series };
  const builds = new BuildSet(options, specs, run);
  const { runner, target, drivers } = await builds.reference("counted", { name: "counted" }, async () => ({
    kernel: await obtainKernel({ side: "patched", flavour: "counted" }, options, run.context),
  }));
  const hasDriver = (driver: string): boolean => drivers.has(driver);
  const perFile = files.flatMap((file) => runs.find(({ patch }) => patch.at.file === file) ?? []);
  const batches = mergeBatches(perFile.flatMap((one) => countedBatches(one.options, specs, hasDriver)));
  const counts: FileCounts[] = [];
  for (const batch of batches.filter(({ cell }) => unable(cell, runner.cellContext) === undefined))
    pool.add(async () => {
      run.signal.throwIfAborted();
      const own = await runner.runKept(target, batch, false);
      counts.push(...(await countFiles(batch.cell, own, files)));
    });
  await pool.drained();
  return counts;
}

/** The specs of a run where they are counted: each kind of machine once. */
function countedBatches(
  options: RunOptions,
  specs: readonly PlannedSpec[],
  hasDriver: (driver: string) => boolean,
): readonly Batch[] {
  const { filters } = options;
  const usual = cells({ ...filters, sides: ["patched"], count: false }).map(cellConfiguration);
  const counted = [false, true].flatMap((elsewhere) => countedConfigurations(usual, elsewhere, filters));
  const ids = counted.map((configuration) => cellAt("patched", configuration).id);
  const own = { options: { ...options, filters: { ...filters, ids } } };
  return ids.length === 0 ? [] : batchesFor(own, concernedSpecs(specs, options), hasDriver);
}

/** A series that changes nothing in files: what a series touches is counted. Lines keep their numbers. */
async function touching(sources: readonly SourceText[], folder: string): Promise<Series> {
  const subject = "count what runs of some files";
  const diffs = sources.map(({ file, text }) => diffOnePlace(file, text, `${text}/* counted */\n`));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "touching.patch"), [`Subject: ${subject}`, "---", ...diffs].join("\n"));
  return { name: subject, path: folder, patches: [{ file: "touching.patch", subject }] };
}

/** Whether any spec runs a line that a mutant changes; by its function if the compiler has no code in its lines. */
export function isReached({ at }: Pick<GeneratedMutant, "at">, counts: Counts): boolean | undefined {
  const { lines, functions } = counts.get(at.file) ?? { lines: new Map<number, { count: number }>(), functions: [] };
  const own = [...lines].filter(([line]) => at.line <= line && line <= at.endLine);
  if (own.length > 0) return own.some(([, { count }]) => count > 0);
  const around = functions.filter(({ name, from, to }) => name === at.function && from <= at.line && at.line <= to);
  return around.length === 0 ? undefined : around.some(({ count }) => count > 0);
}
