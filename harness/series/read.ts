// SPDX-License-Identifier: GPL-2.0-only
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { UsageError, errorMessage } from "../host/errors.ts";
import { readPatchFile } from "./file.ts";
import { namedPaths } from "./scan.ts";
import { sha256 } from "../host/files.ts";
import { atLeast } from "../host/version.ts";
import { readSources } from "./sources.ts";
import type { Series } from "./types.ts";

/** Reads a series: the `*.patch` files of a folder, in the order of their names, or one patch alone. */
export async function readSeries(location: string): Promise<Series> {
  const where = path.resolve(location);
  const found = await stat(where).catch((error: unknown) => {
    throw new UsageError(`There is no series at ${location}: ${errorMessage(error)}`);
  });
  const folder = found.isDirectory() ? where : path.dirname(where);
  const names = found.isDirectory()
    ? (await readdir(where)).filter((name) => name.endsWith(".patch")).sort()
    : [path.basename(where)];
  const all = await Promise.all(
    names.map(async (file) => ({ file, text: await readPatchFile(path.join(folder, file)) })),
  );
  // git format-patch --cover-letter writes one among the patches.
  const patches = all.filter(({ file, text }) => !/cover-letter/.test(file) || hasDiff(text));
  if (patches.length === 0) throw new UsageError(`${location} has no *.patch file.`);
  return {
    name: seriesName(all) ?? path.basename(where).replace(/\.patch$/, ""),
    path: folder,
    patches: patches.map(({ file, text }) => ({ file, subject: readMailSubject(text) ?? file })),
  };
}

/**
 * Reads a series for a kernel version. A folder in it that is named after a version (`6.1`) holds the series as it is from
 * that version on, up to the next; the folder itself is for the version that is tested by default.
 */
export async function readSeriesFor(location: string, version: string | undefined): Promise<Series> {
  const main = await readSeries(location);
  if (version === undefined || path.resolve(location) !== main.path) return main;
  const names = (await readdir(main.path)).filter((name) => /^\d+\.\d+$/.test(name));
  const known = [readSources().default, ...names].sort((a, b) => (atLeast(a, b) ? 1 : -1));
  const fitting = known.findLast((name) => atLeast(version, name)) ?? known[0] ?? "";
  if (!names.includes(fitting)) return main;
  return { ...(await readSeries(path.join(main.path, fitting))), name: main.name };
}

/** What the cover letter calls the series. */
function seriesName(mails: readonly { readonly file: string; readonly text: string }[]): string | undefined {
  const cover = mails.find(({ file, text }) => /cover-letter/.test(file) && !hasDiff(text));
  return cover === undefined ? undefined : readMailSubject(cover.text);
}

function hasDiff(text: string): boolean {
  return /^(?:diff --git |--- )/m.test(text);
}

/** The subject of a mail, its `[PATCH …]` and line breaks taken out. */
export function readMailSubject(text: string): string | undefined {
  const subject = /^Subject: (.*(?:\n[ \t].*)*)/m.exec(text)?.[1];
  return subject?.replaceAll(/\s+/g, " ").replace(/^\[[^\]]*\] */, "");
}

/** Where a patch of a series lies. */
export function patchPath(series: Series, file: string): string {
  return path.resolve(series.path, file);
}

/** The content of a series, in order, and how it is applied, for a hash. */
export async function seriesHash(series: Series): Promise<string> {
  const texts = await seriesTexts(series);
  const { applyOptions } = series;
  const how =
    applyOptions === undefined ? [] : [JSON.stringify([applyOptions.threeWay !== undefined, applyOptions.fuzz])];
  return sha256([...texts.map((text) => sha256(text)), ...how].join("\n"));
}

/** The patches of a series as they are. */
export async function seriesTexts(series: Series): Promise<string[]> {
  return Promise.all(series.patches.map(({ file }) => readPatchFile(patchPath(series, file))));
}

/** The paths that the patches of a series name, each once. @throws {Refusal} */
export async function seriesPaths(series: Series): Promise<string[]> {
  return [...new Set((await seriesTexts(series)).flatMap((text) => namedPaths(text)))];
}

/** The first patches of a series. */
export function firstPatches(series: Series, count: number): Series {
  return {
    ...series,
    patches: series.patches.slice(0, count),
    ...(count < series.patches.length ? { partial: true } : {}),
  };
}

/** One series after another, as one. */
export function joinSeries(first: Series | undefined, second: Series | undefined): Series | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const at = (series: Series): Series["patches"] =>
    series.patches.map(({ file, subject }) => ({ file: patchPath(series, file), subject }));
  const applyOptions = second.applyOptions ?? first.applyOptions;
  return {
    ...second,
    patches: [...at(first), ...at(second)],
    beside: [...(first.beside ?? []), first.path, ...(second.beside ?? [])],
    ...(applyOptions === undefined ? {} : { applyOptions }),
  };
}

/** The config fragments that lie beside a series' patches: what the series needs switched on. */
export async function seriesFragments(series: Series): Promise<string[]> {
  const folders = [...(series.beside ?? []), series.path];
  const files = folders.map(async (folder) => {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".config")).sort();
    return names.map((name) => path.join(folder, name));
  });
  return (await Promise.all(files)).flat();
}

/** The Kconfig symbols that a series adds. */
export async function addedSymbols(series: Series): Promise<string[]> {
  return (await seriesTexts(series)).flatMap((text) =>
    [...text.matchAll(/^\+(?:menu)?config (\w+)$/gm)].map(([, symbol = ""]) => symbol),
  );
}
