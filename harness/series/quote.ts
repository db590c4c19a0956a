// SPDX-License-Identifier: GPL-2.0-only
// Takes the marks of a reply (`> `) off the mail that it answers.

/** A line of a reply: of the mail that is quoted, or what was written between. */
export interface ReplyLine {
  readonly quoted: boolean;
  readonly text: string;
}

const marks = (line: string): number => /^(?:> ?)*/.exec(line)?.[0].replaceAll(" ", "").length ?? 0;

/**
 * How many marks the diff carries that a mail holds: 0 if it was mailed, 1 in an answer, more in answers to answers. An
 * answer that has a diff of its own is about that.
 */
export function quoteDepth(lines: readonly string[]): number | undefined {
  if (lines.some((line) => line.startsWith("diff --git "))) return 0;
  const first = lines.find((line) => /^(?:> ?)*diff --git a\//.test(line));
  return first === undefined ? undefined : marks(first);
}

/** Splits a mail into what is quoted `depth` times and what is not, and takes the marks off. */
export function unquote(lines: readonly string[], depth: number): readonly ReplyLine[] {
  const prefix = new RegExp(`^(?:> ?){${depth}}`);
  const all = lines.map((line) => {
    const quoted = prefix.test(line);
    return { quoted, text: quoted ? line.replace(prefix, "") : line };
  });
  return isStuffed(all) ? all.map(unstuff) : all;
}

/**
 * Mailers that write format=flowed put a space before each line that begins with one (RFC 3676, 4.4). A diffstat's sum
 * begins with one space, so it shows whether that was done.
 */
function isStuffed(lines: readonly ReplyLine[]): boolean {
  return lines.some(({ quoted, text }) => quoted && /^ {2}\d+ files? changed,/.test(text));
}

function unstuff(line: ReplyLine): ReplyLine {
  return line.quoted && line.text.startsWith("  ") ? { ...line, text: line.text.slice(1) } : line;
}
