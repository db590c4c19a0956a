// SPDX-License-Identifier: GPL-2.0-only
// Reads a patch as `git apply` does, by what each line is, and stops at whatever a patch to Linux has no use for.
import { nameFault } from "./names.ts";
import { limits, UnsafePatchError } from "./unsafe.ts";

/** What a patch says about one file. */
export interface FileChange {
  /** All names that it has for the file: one, or two if it is renamed or copied. */
  readonly names: readonly string[];
  readonly copied: boolean;
}

/** The paths that a patch names. @throws {UnsafePatchError} */
export function namedPaths(patch: string): string[] {
  return [...new Set(scanPatch(patch).flatMap(({ names }) => names))];
}

interface Open {
  readonly names: Set<string>;
  copied: boolean;
}

const gitHeader =
  /^(?:index |old mode |new mode |deleted file mode |new file mode |(?:dis)?similarity index |rename |copy )/;
const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Line breaks, tabs and form feeds are in the kernel's files. */
const control = /[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]|\r(?!$)/;
/** Characters that turn the direction of what follows: the code that is read is not the code that is compiled. */
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const modes: Readonly<Record<string, string>> = { "120000": "a symbolic link", "160000": "a submodule" };

/** The files that a patch changes. @throws {UnsafePatchError} with the line and the reason. */
export function scanPatch(text: string): readonly FileChange[] {
  if (text.length > limits.patchBytes) throw new UnsafePatchError(`it is larger than ${limits.patchBytes >> 20} MiB`);
  const scanner = new Scanner(text.split("\n"));
  return scanner.scan();
}

class Scanner {
  readonly #lines: readonly string[];
  readonly #files: Open[] = [];
  #at = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  scan(): readonly FileChange[] {
    while (this.#at < this.#lines.length) {
      const line = this.#line();
      if (line.startsWith("diff --git ")) this.#git(line);
      else if (line.startsWith("--- ") && this.#line(1).startsWith("+++ ") && this.#line(2).startsWith("@@ -")) {
        this.#open();
        this.#names();
        this.#hunks();
      } else {
        this.#text(line);
        this.#at++;
      }
      if (this.#files.length > limits.files) this.#refuse(`it changes more than ${limits.files} files`);
    }
    return this.#files.map((file) => ({ ...file, names: [...file.names] }));
  }

  #line(ahead = 0): string {
    return this.#lines[this.#at + ahead] ?? "";
  }

  #refuse(why: string): never {
    throw new UnsafePatchError(`line ${this.#at + 1}: ${why}`);
  }

  #open(): Open {
    const file: Open = { names: new Set(), copied: false };
    this.#files.push(file);
    return file;
  }

  #name(name: string): void {
    const fault = nameFault(name);
    if (fault !== undefined) this.#refuse(fault);
    this.#files.at(-1)?.names.add(name);
  }

  /** What is written here comes to be: on a terminal, in a report, in the kernel. */
  #text(line: string): void {
    const found = control.exec(line)?.[0] ?? bidi.exec(line)?.[0];
    if (found === undefined) return;
    const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    const kind = bidi.test(found) ? "a character that turns the direction of text" : "a control character";
    this.#refuse(`${kind}, U+${code}`);
  }

  #git(line: string): void {
    const file = this.#open();
    const [, both = ""] = /^diff --git (.*?)\r?$/.exec(line) ?? [];
    if (both.includes('"')) this.#refuse("a file name that has to be quoted");
    // Without a rename both names are one: that is how git finds where the first ends.
    const half = (both.length - 1) / 2;
    const [a, b] = [stripped(both.slice(0, half)), stripped(both.slice(half + 1))];
    if (Number.isInteger(half) && a === b && both[half] === " ") this.#name(a);
    this.#at++;
    for (; gitHeader.test(this.#line()); this.#at++) this.#extended(file, this.#line().trimEnd());
    if (this.#line().startsWith("--- ")) this.#names();
    if (/^(?:GIT binary patch|Binary files .* differ|literal \d|delta \d)/.test(this.#line()))
      this.#refuse("a binary change: the lab takes what can be read");
    if (file.names.size === 0) this.#refuse("a header that names no file, or two without a rename");
    this.#hunks();
  }

  #extended(file: Open, line: string): void {
    const mode = /^(?:old mode|new mode|deleted file mode|new file mode|index \S+) (\d+)$/.exec(line)?.[1];
    if (mode !== undefined && mode !== "100644" && mode !== "100755")
      this.#refuse(modes[mode] ?? `the file mode ${mode}`);
    if (mode === undefined && / mode /.test(line)) this.#refuse("a file mode that is no number");
    if (line.startsWith("copy ")) file.copied = true;
    const name = /^(?:rename|copy) (?:from|to|old|new) (.*)$/.exec(line)?.[1];
    if (name !== undefined) this.#name(name);
  }

  /** The lines `---` and `+++`. */
  #names(): void {
    for (const mark of ["--- ", "+++ "]) {
      const line = this.#line();
      if (!line.startsWith(mark)) this.#refuse(`a header without its line ${mark.trim()}`);
      const name = (line.slice(4).split("\t")[0] ?? "").replace(/\r$/, "");
      if (name !== "/dev/null") this.#name(name.startsWith("/") ? name : stripped(name));
      this.#at++;
    }
  }

  #hunks(): void {
    while (this.#line().startsWith("@@ -")) this.#hunk();
  }

  #hunk(): void {
    const header = hunkHeader.exec(this.#line());
    if (header === null) this.#refuse("a hunk whose header cannot be read");
    const numbers = header.slice(1).map((text) => Number(text ?? "1"));
    // What is longer than the patch, or lies beyond any file, is none.
    if (numbers.some((number) => number > 10_000_000)) this.#refuse(`a hunk of absurd size: ${header[0]}`);
    let [, old = 1, , added = 1] = numbers;
    if (old + added > 2 * (this.#lines.length - this.#at))
      this.#refuse(`the hunk is longer than the patch: ${header[0]}`);
    this.#text(this.#line());
    this.#at++;
    for (; old > 0 || added > 0 || this.#line().startsWith("\\"); this.#at++) {
      const line = this.#line();
      // git apply says what is wrong with a hunk that ends early.
      if (this.#at >= this.#lines.length || !/^(?:[-+ \\]|\r?$)/.test(line)) return;
      if (line.includes("\0")) this.#text(line);
      if (line.startsWith("+")) this.#text(line);
      if (!line.startsWith("+") && !line.startsWith("\\")) old--;
      if (!line.startsWith("-") && !line.startsWith("\\")) added--;
    }
  }
}

/** A name without its first component, `a/` or `b/`: as `git apply -p1` reads it. */
function stripped(name: string): string {
  const slash = name.indexOf("/");
  return slash < 0 ? name : name.slice(slash + 1);
}
