// SPDX-License-Identifier: GPL-2.0-only
// What else has to be asked for so that a symbol comes on. It finds what a person would, and no more: whether it came
// true is proved as ever (prove.ts).
import { conjuncts, evaluate, findSymbols, splitTop, type Values } from "./evaluate.ts";
import type { Definition, Definitions } from "./parse.ts";

/** Symbols to ask for, or why that would be of no use. */
export type Wanted =
  | { readonly ask: ReadonlyMap<string, "y" | "m">; readonly reason?: never }
  | { readonly ask?: never; readonly reason: string };

/** Dependencies of dependencies: no driver's chain is as long. */
const deepest = 8;

interface Search {
  readonly definitions: Definitions;
  /** What is on, with what was asked for so far. */
  readonly values: Map<string, string>;
  readonly ask: Map<string, "y" | "m">;
}

/** Finds what to ask for so that all of these symbols are on, given those that are. */
export function switchOn(symbols: readonly string[], values: Values, definitions: Definitions): Wanted {
  const search: Search = { definitions, values: new Map(values), ask: new Map() };
  for (const symbol of symbols) {
    const reason = want(search, symbol, 1, 0);
    if (reason !== undefined) return { reason };
  }
  return { ask: search.ask };
}

/** Asks for a symbol, module (1) or built in (2), and for what it depends on; a reason if that cannot be. */
function want(search: Search, symbol: string, least: 1 | 2, depth: number): string | undefined {
  if (evaluate(symbol, search.values) >= least) return undefined;
  const known = search.definitions.get(symbol);
  if (known === undefined) return `CONFIG_${symbol} does not exist for x86`;
  const visible = known.filter(({ prompt, inChoice }) => prompt && !inChoice);
  if (visible.length === 0) return `CONFIG_${symbol} cannot be asked for: others select it`;
  if (depth > deepest) return `CONFIG_${symbol} depends on too much`;
  return firstSolution(visible, search, (definition) => wantDefinition(search, definition, least, depth));
}

function wantDefinition(search: Search, definition: Definition, least: 1 | 2, depth: number): string | undefined {
  const { symbol, type } = definition;
  const value = type === "tristate" && least === 1 ? "m" : "y";
  // A bool is there as soon as what it depends on is a module.
  const needed = type === "bool" ? 1 : least;
  for (const term of new Set(definition.depends.flatMap(conjuncts))) {
    const reason = satisfy(search, term, needed, depth + 1);
    if (reason !== undefined) return reason;
  }
  search.values.set(symbol, value);
  search.ask.set(symbol, value);
  return undefined;
}

function satisfy(search: Search, term: string, least: 1 | 2, depth: number): string | undefined {
  if (evaluate(term, search.values) >= least) return undefined;
  const ways = splitTop(term, "||");
  if (ways.length > 1)
    return firstSolution(ways, search, (way) => {
      for (const part of conjuncts(way)) {
        const reason = satisfy(search, part, least, depth);
        if (reason !== undefined) return reason;
      }
      return undefined;
    });
  const compared = /^(\w+)\s*=\s*([ym])$/.exec(term);
  if (compared !== null) return want(search, compared[1] ?? "", compared[2] === "y" ? 2 : 1, depth);
  if (/^\w+$/.test(term)) return want(search, term, least, depth);
  return `it depends on ${term} (${findSymbols(term)
    .map((one) => `${one}=${search.values.get(one) ?? "n"}`)
    .join(", ")})`;
}

/** The first way that works; what the others asked for is forgotten. */
function firstSolution<T>(
  ways: readonly T[],
  { values, ask }: Search,
  attempt: (way: T) => string | undefined,
): string | undefined {
  let first: string | undefined;
  for (const way of ways) {
    const [before, asked] = [new Map(values), new Map(ask)];
    const reason = attempt(way);
    if (reason === undefined) return undefined;
    first ??= reason;
    restore(values, before);
    restore(ask, asked);
  }
  return first;
}

function restore<V>(map: Map<string, V>, before: ReadonlyMap<string, V>): void {
  map.clear();
  for (const [name, value] of before) map.set(name, value);
}
