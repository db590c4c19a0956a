// SPDX-License-Identifier: GPL-2.0-only
// What a patch does to each file, taken apart, and where added lines go once their neighbours have moved. Pure.

/** What a patch does to one file. */
export interface Section {
  /** The file after the patch. */
  readonly file: string;
  readonly text: string;
}

/** A patch taken apart: what comes before the diff, and a section for each file. */
export function splitSections(patch: string): { readonly head: string; readonly sections: readonly Section[] } {
  // Inside a hunk each line begins with a mark.
  const [head = "", ...parts] = patch.split(/^(?=diff --git )/m);
  return { head, sections: parts.map((text) => ({ file: / b\/(\S+)\s*$/m.exec(text)?.[1] ?? "", text })) };
}

/** True if a section makes its file. */
export const makesFile = ({ text }: Section): boolean => /^--- \/dev\/null$/m.test(text);

interface Hunk {
  readonly before: readonly string[];
  readonly added: readonly string[];
  readonly after: readonly string[];
}

/** The hunks of a section; undefined if one of them does more than to add lines in one place. */
function additions({ text }: Section): readonly Hunk[] | undefined {
  const [, ...bodies] = text.split(/^@@ .*\n/m);
  const hunks = bodies.map((body): Hunk | undefined => {
    const lines = body.split("\n").filter((line) => /^[-+ ]/.test(line) && line !== "-- ");
    const marks = lines.map((line) => line[0]).join("");
    if (!/^ *\++ *$/.test(marks)) return undefined;
    const [first, last] = [marks.indexOf("+"), marks.lastIndexOf("+")];
    const bare = lines.map((line) => line.slice(1));
    return { before: bare.slice(0, first), added: bare.slice(first, last + 1), after: bare.slice(last + 1) };
  });
  return hunks.some((hunk) => hunk === undefined) ? undefined : hunks.flatMap((hunk) => hunk ?? []);
}

/** How lines are compared: tabs and blanks between words come and go. */
const same = (line: string): string => line.trim().replaceAll(/\s+/g, " ");

/** Puts what a section adds into a file; undefined if there is more in it than additions, or no neighbour is left. */
export function addMoved(section: Section, text: string): string | undefined {
  const hunks = additions(section);
  if (hunks === undefined || hunks.length === 0) return undefined;
  let lines: readonly string[] | undefined = text.split("\n");
  for (const hunk of hunks) lines = lines === undefined ? undefined : insert(hunk, lines);
  return lines?.join("\n");
}

function insert(hunk: Hunk, lines: readonly string[]): readonly string[] | undefined {
  const at = findInsertion(hunk, lines);
  return at === undefined ? undefined : [...lines.slice(0, at), ...hunk.added, ...lines.slice(at)];
}

/** Behind the nearest line above that is there once, else before the nearest below; never into a symbol's entry. */
function findInsertion({ before, added, after }: Hunk, lines: readonly string[]): number | undefined {
  const bare = lines.map(same);
  const only = (line: string): number | undefined => {
    const at = bare.indexOf(same(line));
    return same(line) === "" || at < 0 || at !== bare.lastIndexOf(same(line)) ? undefined : at;
  };
  const symbol = added.some((line) => /^(?:menu)?config\s/.test(line));
  for (const line of before.toReversed()) {
    const at = only(line);
    if (at !== undefined) return symbol ? nextEntry(lines, at + 1) : at + 1;
  }
  for (const line of after) {
    const at = only(line);
    if (at !== undefined && (!symbol || entry.test(line))) return at;
  }
  return undefined;
}

/** What begins at the left edge of a Kconfig file, besides comments. */
const entry = /^(?:(?:menu)?config|menu|endmenu|if|endif|choice|endchoice|source|comment)\b/;

function nextEntry(lines: readonly string[], from: number): number {
  const next = lines.findIndex((line, index) => index >= from && entry.test(line));
  if (next >= 0) return next;
  return lines.at(-1) === "" ? lines.length - 1 : lines.length;
}
