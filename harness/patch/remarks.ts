// SPDX-License-Identifier: GPL-2.0-only
// A reviewer's remarks as the report has them: file, line, what was said, and the lines that it is said about.
import type { ReviewRemark } from "../report/model.ts";
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
export function remarksOf(patch: MailedPatch, author: string): readonly ReviewRemark[] {
  return patch.remarks.map(({ place, text }) => {
    const file = patch.files.find((one) => one.path === place?.file);
    const hunk = place === undefined || file === undefined ? undefined : hunkBefore(file, place.line);
    return {
      ...(author === "" ? {} : { author }),
      ...(place === undefined ? {} : { file: place.file, line: place.line }),
      ...(hunk === undefined ? {} : { hunk }),
      text,
    };
  });
}
