// SPDX-License-Identifier: GPL-2.0-only
// Reads a unified diff line by line and counts, so that it is known where one is and whether all of it is there.
import { UsageError } from "../host/errors.ts";

/** A line of the patched file: number as in the file after the patch. */
export interface PatchLine {
  readonly file: string;
  readonly line: number;
}

/** What a patch does to one file. */
export interface FilePatch {
  readonly path: string;
  /** From `diff --git` to the last line of the last hunk. */
  readonly diff: string;
  readonly insertions: number;
  readonly deletions: number;
}

interface Hunk {
  readonly header: string;
  old: number;
  new: number;
}

interface Open {
  path: string;
  readonly lines: string[];
  insertions: number;
  deletions: number;
}

/** A diff as it is read. Hunks that are cut short, or have lines that no diff has, are errors. */
export class DiffReader {
  readonly #files: Open[] = [];
  #hunk: Hunk | undefined;
  #line = 0;

  /** True inside of a hunk whose lines have not all been seen. */
  get inHunk(): boolean {
    return this.#hunk !== undefined;
  }

  /** The line read last; undefined before the first hunk of a file. */
  get position(): PatchLine | undefined {
    const file = this.#files.at(-1)?.path ?? "";
    return this.#line > 0 && file !== "" ? { file, line: this.#line } : undefined;
  }

  /** Takes the next line. False: it is not part of a diff. */
  take(line: string): boolean {
    if (this.#hunk !== undefined) return this.#inside(this.#hunk, line);
    if (line.startsWith("diff --git ")) return this.#begin(line);
    const file = this.#files.at(-1);
    if (file === undefined) return false;
    const header = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (header !== null) {
      const [, old = "1", start, added = "1"] = header;
      this.#hunk = { header: line, old: Number(old), new: Number(added) };
      this.#line = Number(start) - 1;
    } else if (line.startsWith("--- ") || line.startsWith("+++ ")) {
      file.path = /^... [^/\s]+\/([^\t]+)/.exec(line)?.[1] ?? file.path;
    } else if (!/^(?:index|new file|deleted file|old mode|new mode|similarity|rename|copy|\\ No newline)/.test(line)) {
      return false;
    }
    file.lines.push(line);
    return true;
  }

  /** All files. @throws {UsageError} if the last hunk is not complete. */
  end(): readonly FilePatch[] {
    if (this.#hunk !== undefined) throw new UsageError(`${this.#where()} is cut short: ${this.#hunk.header}`);
    return this.#files.map(({ lines, ...file }) => ({ ...file, diff: `${lines.join("\n")}\n` }));
  }

  #begin(line: string): true {
    const path = / b\/(.+)$/.exec(line)?.[1] ?? "";
    this.#files.push({ path, lines: [line], insertions: 0, deletions: 0 });
    this.#line = 0;
    return true;
  }

  #inside(hunk: Hunk, line: string): true {
    const file = this.#files.at(-1);
    // Mailers drop the space that is all there is to an empty context line.
    const text = line === "" ? " " : line;
    const kind = text[0] ?? "";
    if (file === undefined || !"+- \\".includes(kind))
      throw new UsageError(`${this.#where()} is cut short, or a line of it was wrapped: ${line}`);
    if (kind === "+") file.insertions++;
    if (kind === "-") file.deletions++;
    if (kind === "+" || kind === " ") {
      hunk.new--;
      this.#line++;
    }
    if (kind === "-" || kind === " ") hunk.old--;
    if (hunk.old < 0 || hunk.new < 0) throw new UsageError(`${this.#where()} is longer than it says: ${hunk.header}`);
    if (hunk.old === 0 && hunk.new === 0) this.#hunk = undefined;
    file.lines.push(text);
    return true;
  }

  #where(): string {
    return `${this.#files.at(-1)?.path ?? ""}, line ${this.#line}: the hunk`;
  }
}
