// SPDX-License-Identifier: GPL-2.0-only
// Reads Kconfig files as far as it takes to say why a symbol did not come out as asked.
// Documentation/kbuild/kconfig-language.rst has the language.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** One `config` entry. A symbol may have several. */
export interface Definition {
  readonly symbol: string;
  /** `drivers/uio/Kconfig:12`. */
  readonly where: string;
  type: "bool" | "tristate" | "string" | "int" | "hex" | undefined;
  prompt: boolean;
  /** Conditions, all of which must hold: its own, those of the menus and ifs around it, that of its prompt. */
  readonly depends: string[];
  readonly selects: { readonly symbol: string; readonly condition: string | undefined }[];
  /** True for a member of a choice: only one of them can be on. */
  readonly inChoice: boolean;
}

export type Definitions = ReadonlyMap<string, readonly Definition[]>;

interface Reader {
  readonly tree: string;
  readonly found: Map<string, Definition[]>;
  /** Conditions of the blocks around, outermost first; an entry a block. */
  readonly around: { readonly kind: string; readonly depends: string[] }[];
}

/** Reads all of a tree's Kconfig files for x86. */
export function parseKconfig(tree: string): Definitions {
  const reader: Reader = { tree, found: new Map(), around: [] };
  readFile(reader, "Kconfig");
  return reader.found;
}

/** Lines with continuations joined, each with its number. */
function logicalLines(text: string): { readonly text: string; readonly number: number }[] {
  const out: { text: string; number: number }[] = [];
  let begun: { text: string; number: number } | undefined;
  text.split("\n").forEach((line, i) => {
    const joined: string = begun === undefined ? line : begun.text + line.trimStart();
    const number: number = begun?.number ?? i + 1;
    begun = joined.endsWith("\\") ? { text: joined.slice(0, -1), number } : undefined;
    if (begun === undefined) out.push({ text: joined, number });
  });
  return out;
}

function readFile(reader: Reader, file: string): void {
  let current: Definition | undefined;
  /** Where a block's own `depends on` goes while no entry is open. */
  let block: string[] | undefined;
  let help: "no" | "begun" | number = "no";
  for (const { text, number } of logicalLines(readFileSync(path.join(reader.tree, file), "utf8"))) {
    if (help !== "no") {
      if (text.trim() === "") continue;
      const indent = text.replaceAll("\t", "        ").search(/\S/);
      if (help === "begun" && indent > 0) help = indent;
      if (typeof help === "number" && indent >= help) continue;
      help = "no";
    }
    const line = text.replace(/^([^"#]*(?:"[^"]*"[^"#]*)*)#.*$/, "$1").trim();
    const [word = ""] = line.split(/[\s"]/, 1);
    const rest = line.slice(word.length).trim();
    if (word === "help" || word === "---help---") help = "begun";
    else if (word === "config" || word === "menuconfig") {
      current = define(reader, rest, `${file}:${number}`);
      block = undefined;
    } else if (["menu", "choice", "if", "comment"].includes(word)) {
      current = undefined;
      block = word === "if" ? [rest] : [];
      // A comment is no block: what it depends on matters to nobody.
      if (word !== "comment") reader.around.push({ kind: word, depends: block });
    } else if (["endmenu", "endchoice", "endif"].includes(word)) {
      current = block = undefined;
      reader.around.pop();
    } else if (word.endsWith("source")) {
      current = block = undefined;
      for (const name of sourced(reader.tree, file, word, rest)) readFile(reader, name);
    } else if (current !== undefined) attribute(current, word, rest);
    else if (word === "depends") block?.push(rest.replace(/^on\s+/, ""));
  }
}

function define(reader: Reader, symbol: string, where: string): Definition {
  const definition: Definition = {
    symbol,
    where,
    type: undefined,
    prompt: false,
    // The list of a block is filled before its entries come.
    depends: reader.around.flatMap(({ depends }) => depends),
    selects: [],
    inChoice: reader.around.some(({ kind }) => kind === "choice"),
  };
  reader.found.set(symbol, [...(reader.found.get(symbol) ?? []), definition]);
  return definition;
}

function attribute(definition: Definition, word: string, rest: string): void {
  const [, condition] = /\sif\s+(.*)$/.exec(` ${rest}`) ?? [];
  const type = /^(?:def_)?(bool|tristate|string|int|hex)$/.exec(word)?.[1];
  if (type !== undefined) definition.type = type as Definition["type"];
  if (word === "prompt" || (type === word && /^["']/.test(rest))) {
    definition.prompt = true;
    if (condition !== undefined) definition.depends.push(condition);
  } else if (word === "depends") definition.depends.push(rest.replace(/^on\s+/, ""));
  else if (word === "select") definition.selects.push({ symbol: rest.split(/\s/, 1)[0] ?? "", condition });
}

function sourced(tree: string, file: string, word: string, rest: string): string[] {
  const name = rest
    .replaceAll(/["']/g, "")
    .replaceAll(/\$\((?:SRCARCH|ARCH)\)|\$(?:SRCARCH|ARCH)\b/g, "x86")
    .replaceAll(/\$\(HEADER_ARCH\)/g, "x86");
  const relative = word.replace(/source$/, "").includes("r") ? path.join(path.dirname(file), name) : name;
  if (relative.endsWith("*")) {
    const folder = path.dirname(relative);
    return existsSync(path.join(tree, folder))
      ? readdirSync(path.join(tree, folder)).map((f) => path.join(folder, f))
      : [];
  }
  return existsSync(path.join(tree, relative)) ? [relative] : [];
}
