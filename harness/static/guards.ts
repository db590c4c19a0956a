// SPDX-License-Identifier: GPL-2.0-only
// What has to be switched on for a source to be compiled at all: the lab's kernel is small, and a series may be about
// any driver. As far as Makefiles and Kconfig say it in so many words; what that does not switch on is said to be off.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { conjuncts } from "../kernel/kconfig/evaluate.ts";
import type { Wish } from "../kernel/kconfig/fragment.ts";
import type { Definitions } from "../kernel/kconfig/parse.ts";

/** `obj-$(CONFIG_UIO) += uio.o` as its symbol and what it lists; `uio-y` and the like as the object that is made. */
interface Rule {
  readonly symbol: string | undefined;
  readonly makes: string | undefined;
  readonly parts: readonly string[];
}

/** The rules of a kbuild Makefile, as they stand there. */
export function parseRules(makefile: string): Rule[] {
  return makefile
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line) => {
      const [, name = "", how = "", list = ""] =
        /^([\w.-]+?)-(y|m|objs|\$\(CONFIG_\w+\))\s*[:+]?=\s*([^#]*)/.exec(line) ?? [];
      if (name === "") return [];
      const symbol = /CONFIG_(\w+)/.exec(how)?.[1];
      return [{ symbol, makes: name === "obj" ? undefined : `${name}.o`, parts: list.trim().split(/\s+/) }];
    });
}

/** The symbols that a name in a Makefile (`uio.o`, `uio/`) depends on. */
function symbolsFor(name: string, rules: readonly Rule[]): string[] {
  const found = rules.filter(({ parts }) => parts.includes(name));
  return found.flatMap(({ symbol, makes }) => [
    ...(symbol === undefined ? [] : [symbol]),
    ...(makes === undefined || makes === name ? [] : symbolsFor(makes, rules)),
  ]);
}

/** The symbols without which kbuild does not compile a source. */
export async function findGuards(tree: string, source: string): Promise<string[]> {
  const guards: string[] = [];
  let name = path.basename(source).replace(/\.[cS]$/, ".o");
  for (let folder = path.dirname(source); folder !== "."; folder = path.dirname(folder)) {
    const texts = ["Kbuild", "Makefile"].map((file) => readFile(path.join(tree, folder, file), "utf8").catch(() => ""));
    guards.push(...symbolsFor(name, parseRules((await Promise.all(texts)).join("\n"))));
    name = `${path.basename(folder)}/`;
  }
  return [...new Set(guards)];
}

/** How far down dependencies are followed. */
const depth = 3;

/** Wishes that switch symbols on, and what they plainly depend on. */
export function enabling(symbols: readonly string[], definitions: Definitions, left = depth): Wish[] {
  if (left === 0) return [];
  return symbols.flatMap((symbol) => {
    const known = definitions.get(symbol)?.find(({ prompt }) => prompt);
    if (known?.type !== "bool" && known?.type !== "tristate") return [];
    const needed = known.depends.flatMap(conjuncts).filter((term) => /^\w+$/.test(term));
    const wish = { symbol, value: known.type === "bool" ? "y" : "m", where: "a file that the series touches" };
    return [...enabling(needed, definitions, left - 1), wish];
  });
}
