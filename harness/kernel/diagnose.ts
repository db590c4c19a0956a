// SPDX-License-Identifier: GPL-2.0-only
// What a failed make says, and whose fault it is. Pure: works on recorded output.
import { KernelError, LabError, type AnyLabError } from "../host/errors.ts";
import { labCommand } from "../host/typed.ts";
import type { CompilerError } from "../record/compiler-error.ts";

/** A compiler's error: `file`, `line` and `text`. */
const compilerError = /^(?<file>[^\s:][^:]*):(?<line>\d+)(?::\d+)?: (?:fatal )?error: (?<text>.*)$/;
const linkError = /(?:undefined reference to|multiple definition of|^ERROR: modpost:|^(?:\S*\/)?ld: |^modpost: )/;
const makeError = /^make(?:\[\d+\])?: \*\*\* (?!Waiting|\[.*Error \d+$)|No rule to make target/;
/** A line of kbuild's or make's own, which ends what the compiler has to say of an error. */
const kbuildLine = /^ {2}[A-Z]{2,}[A-Z0-9_]*(?: \[M\])? {2,}\S|^make(?:\[\d+\])?: /;
/** Lines shown for each error, and errors shown. */
const [contextLines, shownErrors] = [8, 4];

/** The compiler's, linker's or modpost's own lines out of make's, paths as in the source tree. */
export function errorLines(lines: readonly string[]): string[] {
  const wanted = [compilerError, linkError, makeError].find((pattern) => lines.some((line) => pattern.test(line)));
  if (wanted === undefined) return lines.filter((line) => line.trim() !== "").slice(-10);
  const shown: string[] = [];
  let errors = 0;
  for (let i = 0; i < lines.length && errors < shownErrors; i++) {
    if (!wanted.test(lines[i] ?? "")) continue;
    errors++;
    // "In function 'f':" is the line before.
    const before = lines[i - 1] ?? "";
    if (/: (?:In function|At top level)/.test(before)) shown.push(before);
    shown.push(lines[i] ?? "");
    while (shown.length < errors * contextLines && i + 1 < lines.length) {
      const next = lines[i + 1] ?? "";
      if (kbuildLine.test(next) || compilerError.test(next) || wanted.test(next) || next.trim() === "") break;
      shown.push(next);
      i++;
    }
  }
  const left = lines.filter((line) => wanted.test(line)).length - errors;
  return [...shown.map(sourcePaths), ...(left > 0 ? [`… and ${left} more`] : [])];
}

function sourcePaths(line: string): string {
  return line.replaceAll(/(^|\s|: )(?:\.\.\/)+(?=\w)/g, "$1");
}

/** What the compiler says of lines of the source. */
function compilerErrors(lines: readonly string[]): CompilerError[] {
  return lines.flatMap((text) => {
    const { file, line, text: message = "" } = compilerError.exec(text)?.groups ?? {};
    return file === undefined ? [] : [{ file, line: Number(line), message }];
  });
}

/** The first thing that is wrong: `drivers/uio/uio.c:45: unknown type name 'u23'`. */
function firstError([first]: readonly CompilerError[], lines: readonly string[]): string {
  if (first !== undefined) return `${first.file}:${first.line}: ${first.message}`;
  return lines.find((line) => line.trim() !== "")?.trim() ?? "make gave no reason";
}

/**
 * The error that a failed make is: the disk's, the host's, or the kernel's. `what` says what came of it:
 * `base linux-source-6.12 does not build`.
 */
export function diagnose(lines: readonly string[], what: string, log: string): AnyLabError {
  const all = lines.join("\n");
  const shown = errorLines(lines);
  const output = shown.join("\n");
  const hint = `Full log: ${log}`;
  if (/No space left on device/.test(all))
    return new LabError(`The disk is full: ${what}.`, { why: "disk-full", output });
  if (/Killed signal terminated program|Cannot allocate memory|out of memory/.test(all))
    return new LabError(`Out of memory: ${what}. Try fewer --jobs.`, { output, hint });
  const tool = /(?:^|[/ ])(\w[\w-]*): (?:command )?not found/m.exec(all)?.[1];
  if (tool !== undefined) return new LabError(`${tool} is missing: ${what}.`, { output, hint: labCommand("setup") });
  const header = /error: (\S+\.h): No such file or directory/.exec(all);
  if (header !== null && /^(?:libelf|gelf|openssl\/|zlib|ncurses)/.test(header[1] ?? ""))
    return new LabError(`${header[1]} is missing: ${what}.`, { output, hint: labCommand("setup") });
  const errors = compilerErrors(shown);
  return new KernelError(`${what}: ${firstError(errors, shown)}`, { why: "build", output, errors, hint });
}
