// SPDX-License-Identifier: GPL-2.0-only
// From the texts of a driver's files to mutants: patches like those that people write, with a header.
import path from "node:path";
import type { TriedPatch } from "../../patch-header.ts";
import { findCandidates, type Candidate } from "./candidates.ts";
import { edit } from "./change.ts";
import { diffOnePlace } from "./diff.ts";
import { takeSample } from "./sample.ts";

/** A C file, by its path in the kernel's tree. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** A mutant that a tool made; its `file`, as that of any other, is where its patch is. */
export interface GeneratedMutant extends TriedPatch {
  readonly at: Pick<Candidate, "file" | "function" | "operator" | "line" | "endLine">;
  readonly diff: string;
}

/** A sample, and what it was taken from. */
export interface Generated {
  readonly mutants: readonly GeneratedMutant[];
  /** All mutants that there could be, and the functions that they are in. */
  readonly possible: number;
  readonly functions: number;
}

/** Makes mutants, spread over the files; their patches are to be written to `folder`. */
export async function generateMutants(
  sources: readonly SourceText[],
  { count, seed, folder }: { readonly count: number; readonly seed: number; readonly folder: string },
): Promise<Generated> {
  const all = (await Promise.all(sources.map(({ file, text }) => findCandidates(file, text)))).flat();
  const sample = takeSample(all, count, seed);
  const names = nameAll(sample);
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  return {
    mutants: sample.map((one, index) =>
      makeMutant(one, texts.get(one.file) ?? "", path.join(folder, names[index] ?? "")),
    ),
    possible: all.length,
    functions: new Set(all.map((one) => `${one.file} ${one.function}`)).size,
  };
}

function makeMutant(one: Candidate, text: string, stem: string): GeneratedMutant {
  const { file, function: name, operator, line, endLine, what, edits } = one;
  const diff = diffOnePlace(file, text, edit(text, edits), `${name}()`);
  const breaks = `${path.basename(file)}:${line}, ${name}(): ${what}: ${excerpt(text, line)}`;
  const header = [`Subject: ${breaks}`, `Operator: ${operator}`];
  return {
    name: path.basename(stem),
    file: `${stem}.patch`,
    text: [...header, "---", diff].join("\n"),
    breaks,
    at: { file, function: name, operator, line, endLine },
    diff,
  };
}

/** A line for a sentence. */
function excerpt(text: string, line: number): string {
  const whole = (text.split("\n")[line - 1] ?? "").trim().replaceAll(/\s+/g, " ");
  return whole.length > 72 ? `${whole.slice(0, 71)}…` : whole;
}

/** `igb_main-3121-condition`; the folder comes before it where files have one name, a number behind it where places do. */
function nameAll(sample: readonly Candidate[]): readonly string[] {
  const files = [...new Set(sample.map(({ file }) => file))];
  const short = (file: string): string => path.basename(file, ".c");
  const isShared = (file: string): boolean => files.some((other) => other !== file && short(other) === short(file));
  const stem = (file: string): string => (isShared(file) ? file.replace(/\.c$/, "").replaceAll("/", "-") : short(file));
  const used = new Map<string, number>();
  return sample.map(({ file, line, operator }) => {
    const name = `${stem(file)}-${line}-${operator}`;
    const nth = (used.get(name) ?? 0) + 1;
    used.set(name, nth);
    return nth === 1 ? name : `${name}-${nth}`;
  });
}
