// SPDX-License-Identifier: GPL-2.0-only
// Where the functions of a C file are. Kernel style puts the braces of a function, and of nothing else that has
// parentheses before it, at the left edge: no parser is needed, and a file that does not compile can be read.

/** A function and its lines, from the first of its signature to its closing brace. */
export interface CFunction {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** Words that look like a call before a function's name (include/linux/compiler_attributes.h). */
const attributes = /^(?:__attribute__|__printf|__scanf|__must_hold|__acquires|__releases|__section|__aligned)$/;

/** Lists the functions of a C file, in order. */
export function listFunctions(text: string): readonly CFunction[] {
  const lines = blanked(text).split("\n");
  const found: CFunction[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    // `{` below the signature, or behind it.
    if (!/^\{/.test(line) && !/^[A-Za-z_].*\)\s*\{/.test(line)) continue;
    const end = /\}\s*$/.test(line) ? at : lines.findIndex((other, index) => index > at && other.startsWith("}"));
    const first = signatureStart(lines, at);
    const name = functionName(lines.slice(first, at + 1).join(" "));
    const last = end < 0 ? lines.length - 1 : end;
    if (name !== undefined) found.push({ name, first: first + 1, last: last + 1 });
    at = last;
  }
  return found;
}

/** Blanks out comments, strings and directives; lines keep their numbers. */
function blanked(text: string): string {
  const [comment, literal] = [/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/, /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)'/];
  const directive = /(?<![^\n])#(?:\\\n|.)*/;
  const any = new RegExp([comment, literal, directive].map(({ source }) => source).join("|"), "g");
  return text.replaceAll(any, (found) => found.replaceAll(/[^\n]/g, " "));
}

/** A signature reaches up to a blank line, or to the end of what is before it. */
function signatureStart(lines: readonly string[], brace: number): number {
  let first = brace;
  while (first > 0 && !/^\s*$|^[}#]|[;:]\s*$/.test(lines[first - 1] ?? "")) first--;
  return first;
}

/** The name in a signature: what stands before the first parenthesis that is not an attribute's. */
function functionName(signature: string): string | undefined {
  let depth = 0;
  for (const [, word, mark] of signature.matchAll(/(\w+)?\s*([(){])/g)) {
    if (mark === "{") return undefined;
    if (mark === "(" && depth === 0 && word !== undefined && !attributes.test(word)) {
      // SYSCALL_DEFINE3(read, …) defines what it is told.
      const told = new RegExp(`\\b${word}\\s*\\(\\s*(\\w+)`).exec(signature)?.[1];
      return /DEFINE\d?$/.test(word) && told !== undefined ? told : word;
    }
    depth += mark === "(" ? 1 : -1;
  }
  return undefined;
}
