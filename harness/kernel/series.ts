// SPDX-License-Identifier: GPL-2.0-only
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { UsageError, messageOf } from "../errors.ts";
import { sha256 } from "./files.ts";
import type { Series } from "./types.ts";

/** Reads a series: the `*.patch` files of a folder, in the order of their names, or one patch alone. */
export async function readSeries(location: string): Promise<Series> {
  const where = path.resolve(location);
  const found = await stat(where).catch((error: unknown) => {
    throw new UsageError(`There is no series at ${location}: ${messageOf(error)}`);
  });
  const folder = found.isDirectory() ? where : path.dirname(where);
  const names = found.isDirectory()
    ? (await readdir(where)).filter((name) => name.endsWith(".patch")).sort()
    : [path.basename(where)];
  const all = await Promise.all(
    names.map(async (file) => ({ file, text: await readFile(path.join(folder, file), "utf8") })),
  );
  // git format-patch --cover-letter writes one among the patches.
  const patches = all.filter(({ file, text }) => !/cover-letter/.test(file) || hasDiff(text));
  if (patches.length === 0) throw new UsageError(`${location} holds no *.patch file.`);
  return {
    name: nameOf(all) ?? path.basename(where).replace(/\.patch$/, ""),
    path: folder,
    patches: patches.map(({ file, text }) => ({ file, subject: subjectOf(text) ?? file })),
  };
}

/** What the cover letter calls the series. */
function nameOf(mails: readonly { readonly file: string; readonly text: string }[]): string | undefined {
  const cover = mails.find(({ file, text }) => /cover-letter/.test(file) && !hasDiff(text));
  return cover === undefined ? undefined : subjectOf(cover.text);
}

function hasDiff(text: string): boolean {
  return /^(?:diff --git |--- )/m.test(text);
}

/** The subject of a mail, its `[PATCH …]` and line breaks taken out. */
export function subjectOf(text: string): string | undefined {
  const subject = /^Subject: (.*(?:\n[ \t].*)*)/m.exec(text)?.[1];
  return subject?.replaceAll(/\s+/g, " ").replace(/^\[[^\]]*\] */, "");
}

/** Where a patch of a series lies. */
export function patchPath(series: Series, file: string): string {
  return path.resolve(series.path, file);
}

/** The content of a series, in order, for a hash. */
export async function seriesHash(series: Series): Promise<string> {
  const texts = await Promise.all(series.patches.map(({ file }) => readFile(patchPath(series, file))));
  return sha256(texts.map((text) => sha256(text)).join("\n"));
}

/** The config fragments that lie beside a series' patches: what the series needs switched on. */
export async function seriesFragments(series: Series): Promise<string[]> {
  const names = (await readdir(series.path)).filter((name) => name.endsWith(".config")).sort();
  return names.map((name) => path.join(series.path, name));
}

/** The Kconfig symbols that a series adds. */
export async function addedSymbols(series: Series): Promise<string[]> {
  const texts = await Promise.all(series.patches.map(({ file }) => readFile(patchPath(series, file), "utf8")));
  return texts.flatMap((text) => [...text.matchAll(/^\+(?:menu)?config (\w+)$/gm)].map(([, symbol = ""]) => symbol));
}
