// SPDX-License-Identifier: GPL-2.0-only
// Coverage in a run: what can be counted in a kernel, and what was counted in a cell.
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { CellSpec } from "../../lab/matrix.ts";
import { parseDiff } from "../series/diff.ts";
import { readGcov } from "../coverage/gcov.ts";
import { attributeCounts, type MachineCounts } from "../coverage/attribute.ts";
import { mergeCounts, pickCounts } from "../coverage/merge.ts";
import { isTouched } from "../coverage/places.ts";
import { parseReasons, reasonsName } from "../coverage/reasons.ts";
import { errorMessage } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { notesFolder, seriesDiff } from "../kernel/coverage.ts";
import type { Series } from "../series/types.ts";
import type { CoverageSubject, FileCounts } from "../record/model.ts";
import { countsFolder, familiesFile } from "../spec/counts.ts";
import { cellFolder } from "./boot.ts";
import type { CellContext } from "./cell-context.ts";

/** The files of a folder, at any depth, that end in `ending`: relative to it. */
async function filesIn(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((): string[] => []);
  return entries.filter((name) => name.endsWith(ending)).sort();
}

/** What a series makes countable in the kernel whose coverage `folder` this is. */
export async function coverageSubject(folder: string, series: Series): Promise<CoverageSubject> {
  const notes = await filesIn(path.join(folder, notesFolder), ".gcno");
  const isBuilt = (file: string): boolean =>
    file.endsWith(".h") ? notes.length > 0 : notes.includes(file.replace(/\.c$/, ".gcno"));
  const changes = parseDiff(await readFile(path.join(folder, seriesDiff), "utf8"), isBuilt);
  const where = path.join(series.path, reasonsName);
  const text = await readFile(where, "utf8").catch(() => "[]");
  const zero = pick(changes, readGcov(await gcov(path.join(folder, notesFolder), notes), fileNames(changes)));
  return { changes, reasons: parseReasons(text, where), zero };
}

const fileNames = (changes: CoverageSubject["changes"]): string[] => changes.map(({ file }) => file);

/** The series' own lines, and the functions that it changes something in. */
function pick(changes: CoverageSubject["changes"], counts: readonly FileCounts[]): FileCounts[] {
  const byName = new Map(changes.map((change) => [change.file, change]));
  const own = new Map(
    changes.map(({ file, hunks }) => [
      file,
      new Set(hunks.flatMap(({ lines }) => lines.filter((line) => line.own).map(({ number }) => number))),
    ]),
  );
  return pickCounts(mergeCounts(counts), {
    line: (file, line) => own.get(file)?.has(line) ?? false,
    part: (file, part) => {
      const change = byName.get(file);
      return change !== undefined && isTouched(part, change);
    },
  });
}

/** Reads what the machines of a cell counted, and says it as an event. What cannot be read is noted, and is no failure. */
export async function reportCounts(cell: CellSpec, cellContext: CellContext): Promise<void> {
  const { kernel, coverage, emit, round } = cellContext;
  if (kernel.coverage === undefined || coverage === undefined) return;
  const folder = path.join(cellFolder(cell, cellContext), countsFolder);
  try {
    const { counts, machines } = await readCounts(folder, kernel.coverage, coverage, cellContext.folder.scratch);
    const which = round === undefined ? {} : { round };
    emit({ type: "coverage", source: "lab", cell: cell.id, counts, machines, ...which });
  } catch (error) {
    emit({ type: "note", source: "lab", text: `cannot read the coverage of ${cell.id}: ${errorMessage(error)}` });
  }
}

/** The counts of the series' own lines, over all machines whose counts are in a folder. */
async function readCounts(
  folder: string,
  kernel: string,
  { changes }: CoverageSubject,
  temporary: string,
): Promise<{ readonly counts: FileCounts[]; readonly machines: number }> {
  const found = await readMachines(folder, kernel, fileNames(changes), temporary);
  return { counts: pick(changes, attributeCounts(found)), machines: found.length };
}

/** All that the machines of a cell counted in files that its kernel counts in. */
export async function countFiles(
  cell: CellSpec,
  cellContext: CellContext,
  files: readonly string[],
): Promise<readonly FileCounts[]> {
  const { kernel, folder } = cellContext;
  if (kernel.coverage === undefined) return [];
  const kept = path.join(cellFolder(cell, cellContext), countsFolder);
  return (await readMachines(kept, kernel.coverage, files, folder.scratch)).flatMap(({ counts }) => counts);
}

/** What each of the machines counted whose counts are in a folder. */
async function readMachines(
  folder: string,
  kernel: string,
  files: readonly string[],
  temporary: string,
): Promise<readonly MachineCounts[]> {
  const found: MachineCounts[] = [];
  const machines = await readdir(folder).catch((): string[] => []);
  const scratch = await mkdtemp(path.join(temporary, "gcov-"));
  try {
    for (const machine of machines) {
      const counts = await withNotes(path.join(kernel, notesFolder), path.join(folder, machine), scratch);
      const text = await readFile(path.join(counts, familiesFile), "utf8").catch(() => "[]");
      const read = readGcov(await gcov(counts, await filesIn(counts, ".gcda")), files);
      found.push({ families: JSON.parse(text) as string[], counts: read });
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return found;
}

/** gcov wants notes and counts side by side: a folder that has both. */
async function withNotes(notes: string, counts: string, scratch: string): Promise<string> {
  const folder = path.join(scratch, path.basename(counts));
  await mkdir(folder);
  await cp(notes, folder, { recursive: true });
  await cp(counts, folder, { recursive: true });
  return folder;
}

/** Runs gcov over counts, or over notes: then nothing ran. */
async function gcov(folder: string, files: readonly string[]): Promise<string> {
  if (files.length === 0) return "";
  const { stdout } = await run("gcov", ["--json-format", "--stdout", "--branch-probabilities", ...files], {
    cwd: folder,
    env: { LC_ALL: "C" },
  });
  return stdout;
}
