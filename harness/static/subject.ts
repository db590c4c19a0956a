// SPDX-License-Identifier: GPL-2.0-only
// What a series touches, and how its files are on both sides: what every check looks at.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseDiff } from "../series/diff.ts";
import { run } from "../host/exec.ts";
import { identify, withSource } from "../kernel/fetch/index.ts";
import type { FetchedSource } from "../kernel/fetch/source.ts";
import { readEntry, writeEntry, type Entry } from "../host/files.ts";
import { applySeries, type Overlay } from "../series/overlay.ts";
import { addedSymbols, joinSeries, patchPath, seriesTexts } from "../series/read.ts";
import type { KernelSource, Series } from "../series/types.ts";
import type { Context } from "../host/context.ts";
import { namedPaths } from "../series/scan.ts";
import type { Side } from "../record/model.ts";
import type { Touched } from "./compare.ts";

/** A series on what it is compared with. */
export interface StaticRequest {
  readonly source: KernelSource;
  readonly series: Series;
  readonly baseSeries?: Series | undefined;
}

/** What the checks are about. */
export interface CheckedSeries extends Touched {
  readonly request: StaticRequest;
  readonly source: FetchedSource;
  /** The series' own patches. */
  readonly patches: readonly { readonly file: string; readonly name: string }[];
  /** Files that the series touches and that a side has. */
  readonly files: Readonly<Record<Side, readonly string[]>>;
  /** A folder a side that holds these files and no others. */
  readonly folders: Readonly<Record<Side, string>>;
  readonly overlays: Readonly<Record<Side, Overlay>>;
  /** Kconfig symbols that the series adds. */
  readonly symbols: readonly string[];
  /** The series' diffs. */
  readonly texts: readonly string[];
}

/** Runs `work` with what a series touches at hand. */
export async function withSubject<T>(
  request: StaticRequest,
  context: Context,
  work: (subject: CheckedSeries) => Promise<T>,
): Promise<T> {
  const identity = await identify(request.source, context);
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-static-"));
  try {
    // Held while it is copied from; what is read of it later belongs to no series, and a cached source does not change.
    const subject = await withSource(
      request.source,
      identity,
      context,
      () => undefined,
      (source) => createSubject(request, source, scratch),
    );
    return await work(subject);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function createSubject(request: StaticRequest, source: FetchedSource, scratch: string): Promise<CheckedSeries> {
  const { series, baseSeries } = request;
  const joined = joinSeries(baseSeries, series);
  const overlays = {
    base:
      baseSeries === undefined ? new Map<string, Entry>() : await applySeries(source.folder, baseSeries, source.label),
    patched: joined === undefined ? new Map<string, Entry>() : await applySeries(source.folder, joined, source.label),
  };
  const texts = await seriesTexts(series);
  const names = [...new Set(texts.flatMap(namedPaths))].sort();
  const folders = { base: path.join(scratch, "base"), patched: path.join(scratch, "patched") };
  const files = {
    base: await copyFiles(names, overlays.base, source.folder, folders.base),
    patched: await copyFiles(names, overlays.patched, source.folder, folders.patched),
  };
  const lines = await changedLines(scratch, files.patched);
  const patches = series.patches.map(({ file }) => ({ file: patchPath(series, file), name: path.basename(file) }));
  const symbols = [...new Set(await addedSymbols(series))];
  return { request, source, patches, files, folders, overlays, symbols, texts, lines, renamed: readRenames(texts) };
}

/** Copies the files that a side has; gives their names. */
async function copyFiles(names: readonly string[], overlay: Overlay, from: string, to: string): Promise<string[]> {
  const found: string[] = [];
  await mkdir(to, { recursive: true });
  for (const name of names) {
    const entry = overlay.get(name) ?? (await readEntry(path.join(from, name)));
    if (entry.kind !== "file") continue;
    await writeEntry(path.join(to, name), entry);
    found.push(name);
  }
  return found;
}

async function changedLines(scratch: string, files: readonly string[]): Promise<Map<string, ReadonlySet<number>>> {
  const diff = ["diff", "--no-index", "--no-prefix", "--no-renames", "--no-color", "--no-ext-diff", "base", "patched"];
  const { stdout } = await run("git", diff, {
    cwd: scratch,
    env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_CEILING_DIRECTORIES: path.dirname(scratch) },
    okCodes: [0, 1],
  });
  const lines = new Map<string, ReadonlySet<number>>(files.map((file) => [file, new Set()]));
  for (const { file, hunks } of parseDiff(stdout, () => true))
    lines.set(file, new Set(hunks.flatMap((hunk) => hunk.lines.flatMap(({ number, own }) => (own ? [number] : [])))));
  return lines;
}

/** New names by old ones. */
export function readRenames(texts: readonly string[]): Map<string, string> {
  const found = texts.flatMap((text) => [...text.matchAll(/^rename from (.+)\nrename to (.+)$/gm)]);
  return new Map(found.map(([, from = "", to = ""]) => [from.trimEnd(), to.trimEnd()]));
}

/** A file's text on a side, which need not be one that the series touches; "" if it is not there. */
export async function readSideText(subject: CheckedSeries, side: Side, file: string): Promise<string> {
  const entry = subject.overlays[side].get(file);
  if (entry !== undefined) return entry.kind === "file" ? entry.bytes.toString() : "";
  return readFile(path.join(subject.source.folder, file), "utf8").catch(() => "");
}
