// SPDX-License-Identifier: GPL-2.0-only
// A reviewer's remarks as the report has them: file, line, what was said, and the lines that it is said about.
import type { ReviewRemark } from "../record/model.ts";
import type { FilePatch } from "./hunks.ts";
import type { MailedPatch } from "./review.ts";

/** Lines of a hunk that are shown above a remark. */
const shown = 8;

/** The end of what a reader of the mail has before his eyes at a line: the hunk's header and its last lines. */
export function hunkBefore(file: FilePatch, line: number): string | undefined {
  let at = 0;
  let hunk: string[] = [];
  for (const text of file.diff.split("\n")) {
    const start = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(text)?.[1];
    if (start !== undefined) {
      // A remark on the last line of a hunk is found before the next begins.
      [at, hunk] = [Number(start) - 1, [text]];
      continue;
    }
    if (hunk.length === 0) continue;
    if (!text.startsWith("-") && !text.startsWith("\\")) at++;
    hunk.push(text);
    if (at === line) return [hunk[0], ...hunk.slice(1).slice(-shown)].join("\n");
  }
  return undefined;
}

/** The remarks of a review, in their order. */
export function readRemarks(patch: MailedPatch, author: string): readonly ReviewRemark[] {
  return patch.remarks.map(({ position, text }) => {
    const file = patch.files.find((one) => one.path === position?.file);
    const hunk = position === undefined || file === undefined ? undefined : hunkBefore(file, position.line);
    const code = position === undefined || file === undefined ? undefined : codeAbove(file, position.line);
    return {
      ...(author === "" ? {} : { author }),
      ...(position === undefined ? {} : { file: position.file, line: position.line }),
      ...(hunk === undefined ? {} : { hunk }),
      ...code,
      text,
    };
  });
}

/** The patched file, as far as the patch shows it: text by line. */
function patchedLines({ diff }: FilePatch): ReadonlyMap<number, string> {
  const lines = new Map<number, string>();
  let at: number | undefined;
  for (const text of diff.split("\n")) {
    const start = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(text)?.[1];
    if (start !== undefined) at = Number(start) - 1;
    else if (at !== undefined && /^[+ ]/.test(text)) lines.set(++at, text.slice(1));
  }
  return lines;
}

/** Not functions, though they look like calls. */
const keywords = new Set(["if", "for", "while", "switch", "return", "sizeof", "typeof"]);

/**
 * The function that a line of C is in, or that ends above it, and what it calls down to that line. Kernel style puts
 * the braces of a function, and no others, at the left edge. Undefined where there is no function.
 */
export function codeAbove(file: FilePatch, line: number): { function: string; calls: string[] } | undefined {
  if (!/\.[ch]$/.test(file.path)) return undefined;
  const above = [...patchedLines(file)].filter(([number]) => number <= line).map(([, text]) => text);
  const open = above.lastIndexOf("{");
  const close = above.indexOf("}", open);
  if (open < 0 || (close >= 0 && above.slice(close + 1).some((text) => text.trim() !== ""))) return undefined;
  // The signature reaches up to a blank line, or to the end of what is before it.
  const start = above.slice(0, open).findLastIndex((text) => /^\s*$|^[}#/ *]|;\s*$/.test(text)) + 1;
  const name = /(\w+)\s*\(/.exec(above.slice(start, open).join(" "))?.[1];
  if (name === undefined) return undefined;
  const body = above
    .slice(open)
    .join("\n")
    .replaceAll(/"(?:[^"\\]|\\.)*"|\/\*[\s\S]*?(?:\*\/|$)/g, "");
  const called = [...body.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map(([, word = ""]) => word);
  return { function: name, calls: [...new Set(called)].filter((word) => !keywords.has(word)) };
}
