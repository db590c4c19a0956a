// SPDX-License-Identifier: GPL-2.0-only
// A diff → the lines that a series adds, changes or takes away, by their numbers in the patched files.
import type { FileChange } from "../record/model.ts";

/** Reads a unified diff with the file names after one folder (`a/`, `source/`). What is taken away leaves a place behind. */
export function parseDiff(diff: string, built: (file: string) => boolean): FileChange[] {
  const reader = new Reader(built);
  for (const line of diff.split("\n")) reader.take(line);
  return reader.changes;
}

interface Hunk {
  readonly within: string;
  readonly lines: FileChange["hunks"][number]["lines"];
  readonly removed: { at: number; added: number }[];
}

class Reader {
  readonly changes: { readonly file: string; readonly built: boolean; readonly hunks: Hunk[] }[] = [];
  readonly #built: (file: string) => boolean;
  #hunks: Hunk[] = [];
  #hunk: Hunk | undefined;
  /** The number of the next line, and lines that the hunk still has, after and before the series. */
  #number = 0;
  #after = 0;
  #before = 0;

  constructor(built: (file: string) => boolean) {
    this.#built = built;
  }

  take(line: string): void {
    // Inside a hunk a line can look like a header.
    if (this.#hunk !== undefined && this.#after + this.#before > 0) this.#body(this.#hunk, line);
    else this.#header(line);
  }

  #header(line: string): void {
    if (line.startsWith("+++ ")) {
      this.#hunks = [];
      // Of a file that the series takes away nothing is left to run.
      const file = /^\+\+\+ [^/\s]+\/(.+)$/.exec(line)?.[1];
      if (file !== undefined) this.changes.push({ file, built: this.#built(file), hunks: this.#hunks });
    }
    const begin = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/.exec(line);
    if (begin === null) return;
    const [, before = 1, number, after = 1, within = ""] = begin;
    [this.#before, this.#number, this.#after] = [Number(before), Number(number), Number(after)];
    this.#hunk = { within, lines: [], removed: [] };
    this.#hunks.push(this.#hunk);
  }

  #body({ lines, removed }: Hunk, line: string): void {
    const [mark, text] = [line.charAt(0), line.slice(1)];
    const place = removed.at(-1);
    if (mark === "-") {
      this.#before--;
      if (place?.at !== this.#number) removed.push({ at: this.#number, added: 0 });
    }
    if (mark !== "+" && mark !== " ") return;
    const own = mark === "+";
    // git writes what is new straight after what it stands for.
    if (own && place !== undefined && place.at + place.added === this.#number) place.added++;
    lines.push({ number: this.#number++, text, own });
    this.#after--;
    if (!own) this.#before--;
  }
}
