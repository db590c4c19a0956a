// SPDX-License-Identifier: GPL-2.0-only
// Patches that stand in a folder to be tried one by one: a header like a mail's, its fields, and which of them are asked for.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { UsageError, errorMessage } from "../host/errors.ts";
import { readMailSubject } from "../series/read.ts";
import type { Series } from "../series/types.ts";

/** A patch that is tried by itself. */
export interface TriedPatch {
  /** Its file's name without `.patch`. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
  /** What it breaks, one sentence: `Subject:`. */
  readonly breaks: string;
}

/** Reads a field of a header: each time that it is there, on one line. */
export type ReadField = (field: string) => readonly string[];

/** Reads what all such headers have. @throws {UsageError} if there is no subject. */
export function readHeader(file: string, text: string): TriedPatch & { readonly fields: ReadField } {
  const [header = ""] = text.split(/^(?:---$|--- |diff --git )/m);
  const breaks = readMailSubject(header);
  if (breaks === undefined) throw new UsageError(`${file}: no "Subject:" that says what it breaks`);
  const fields: ReadField = (field) =>
    [...header.matchAll(new RegExp(`^${field}: *(.*(?:\\n[ \\t].*)*)`, "gm"))].map(([, value = ""]) =>
      value.replaceAll(/\s+/g, " ").trim(),
    );
  return { name: path.basename(file, ".patch"), file, text, breaks, fields };
}

/** Reads the patches of a folder, by name. @throws {UsageError} if there are none, or a name matches none. */
export async function readPatchFolder<T extends TriedPatch>(
  folder: string,
  wanted: readonly string[],
  kind: string,
  parse: (file: string, text: string) => T,
): Promise<readonly T[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new UsageError(`Cannot read ${kind}s from ${folder}: ${errorMessage(error)}`);
  });
  const files = names.filter((name) => name.endsWith(".patch")).sort();
  const all = await Promise.all(
    files.map(async (name) => parse(path.join(folder, name), await readFile(path.join(folder, name), "utf8"))),
  );
  if (all.length === 0) throw new UsageError(`${folder} has no *.patch file.`);
  return pickByName(all, wanted, kind);
}

/** Those whose names have one of the parts in them, all if there is none. @throws {UsageError} if a part is in no name. */
export function pickByName<T extends Pick<TriedPatch, "name">>(
  all: readonly T[],
  parts: readonly string[],
  kind: string,
): readonly T[] {
  const unknown = parts.find((part) => !all.some(({ name }) => name.includes(part)));
  if (unknown !== undefined)
    throw new UsageError(`No ${kind} matches ${unknown}.`, { hint: all.map(({ name }) => name).join("\n") });
  return all.filter(({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)));
}

/** A series with such a patch on top. */
export function withPatch(series: Series, { file, breaks }: TriedPatch): Series {
  return { ...series, patches: [...series.patches, { file, subject: breaks }] };
}
