// SPDX-License-Identifier: GPL-2.0-only
// Commands for the guest's shell (busybox's ash), put together in the manner of zx: what is interpolated is a word, and
// never read by the shell; only what is itself a command is.

/** A command for the guest's shell; made by `sh`. */
export class ShellCommand {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Word = string | number | bigint;

/** A word; several words, or none; a command, which is read by the shell. */
export type ShellValue = Word | readonly Word[] | ShellCommand;

/** What a shell takes as it is, wherever it stands. */
const plain = /^[\w./:@%+,-]+$/;

function quote(word: Word, always = false): string {
  const text = String(word);
  if (text.includes("\0")) throw new TypeError("a word of a shell command cannot hold a 0 byte");
  return plain.test(text) && !always ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What is open after a text: quotes and parentheses, the innermost last. In quotes within `$(…)` all begins anew. */
function scan(text: string, before: readonly string[]): string[] {
  const open = [...before];
  for (let at = 0; at < text.length; at++) {
    const [character = "", inner] = [text[at], open.at(-1)];
    if (inner === "'") {
      if (character === "'") open.pop();
    } else if (character === "\\") at++;
    else if (character === '"' && inner === '"') open.pop();
    else if (character === '"' || (character === "'" && inner !== '"')) open.push(character);
    else if (character === "(" && (inner !== '"' || text[at - 1] === "$")) open.push(character);
    else if (character === ")" && inner === "(") open.pop();
  }
  return open;
}

/**
 * A command: sh`echo ${text} > ${file}`. @throws {TypeError} if something is interpolated where quoting it would not make
 * it a word: in quotes, or after a backslash or a `$`.
 */
export function sh(pieces: TemplateStringsArray, ...values: readonly ShellValue[]): ShellCommand {
  let [text, open]: [string, string[]] = ["", []];
  for (const [index, piece] of pieces.entries()) {
    [text, open] = [text + piece, scan(piece, open)];
    const value = values[index];
    if (index === values.length) break;
    if (value === undefined) throw new TypeError(`a value in a shell command is undefined: ${text}…`);
    if (/['"]/.test(open.at(-1) ?? "") || /[\\$]$/.test(piece))
      throw new TypeError(`a value in a shell command is quoted by itself, and cannot stand in quotes: ${text}…`);
    // A number before < or > would be a file descriptor.
    const always = /^[<>]/.test(pieces[index + 1] ?? "");
    if (value instanceof ShellCommand) text += value.text;
    else
      text += [value]
        .flat()
        .map((word) => quote(word, always))
        .join(" ");
  }
  return new ShellCommand(text);
}

/** Commands one after the other: each if the one before it succeeded, or whatever came of that. */
export function inTurn(by: "&&" | ";", commands: readonly ShellCommand[]): ShellCommand {
  return new ShellCommand(commands.map(({ text }) => text).join(by === ";" ? "; " : " && "));
}
