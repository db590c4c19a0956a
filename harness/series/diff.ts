// SPDX-License-Identifier: GPL-2.0-only
// A diff → the lines that a series adds or changes, by their numbers in the patched files.
import type { FileChange } from "../record/model.ts";

type Hunk = FileChange["hunks"][number];

/** Reads a unified diff with the file names after one folder (`a/`, `source/`). What it removes has no lines any more. */
export function parseDiff(diff: string, built: (file: string) => boolean): FileChange[] {
  const changes: { file: string; built: boolean; hunks: Hunk[] }[] = [];
  let hunk: Hunk | undefined;
  let [number, left] = [0, 0];
  for (const line of diff.split("\n")) {
    const [mark, text] = [line.charAt(0), line.slice(1)];
    if (hunk !== undefined && left > 0 && (mark === "+" || mark === " ")) {
      hunk.lines.push({ number: number++, text, own: mark === "+" });
      left--;
      continue;
    }
    // Inside a hunk a removed line can look like a header.
    if (left > 0) continue;
    const file = /^\+\+\+ [^/\s]+\/(.+)$/.exec(line)?.[1];
    if (file !== undefined) changes.push({ file, built: built(file), hunks: [] });
    const begin = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@ ?(.*)$/.exec(line);
    if (begin === null) continue;
    [number, left] = [Number(begin[1]), Number(begin[2] ?? 1)];
    hunk = { within: begin[3] ?? "", lines: [] };
    changes.at(-1)?.hunks.push(hunk);
  }
  return changes;
}
