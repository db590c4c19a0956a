// SPDX-License-Identifier: GPL-2.0-only
// kconfig drops what it cannot do and says nothing. Here every symbol that was asked for is looked up in what came
// out, and one that is missing is explained.
import { conjuncts, evaluate, findSymbols, type Values } from "./evaluate.ts";
import type { Wish } from "./fragment.ts";
import type { Definition, Definitions } from "./parse.ts";

/** The wishes that did not come true. */
export function unmetWishes(wishes: readonly Wish[], values: Values): Wish[] {
  return wishes.filter(({ symbol, value }) => (values.get(symbol) ?? "n") !== value);
}

/** Why a wish did not come true, one line or a few. */
export function explainWish(wish: Wish, values: Values, definitions: Definitions, kernel: string): string {
  const name = `CONFIG_${wish.symbol}`;
  const known = definitions.get(wish.symbol);
  if (known === undefined) return `${name} does not exist in ${kernel} (${wish.where})`;
  const got = values.get(wish.symbol);
  const asked = wish.value === "n" ? "off" : `=${wish.value}`;
  const outcome = got === undefined ? "is not set" : `is ${got}`;
  const reasons = reasonsFor(wish, values, definitions, known);
  return [`${name} ${outcome}, asked for ${asked} (${wish.where})`, ...reasons.map((reason) => `  ${reason}`)].join(
    "\n",
  );
}

function reasonsFor(wish: Wish, values: Values, definitions: Definitions, known: readonly Definition[]): string[] {
  const wanted = { n: 0, m: 1 }[wish.value] ?? 2;
  const got = { y: 2, m: 1 }[values.get(wish.symbol) ?? "n"] ?? 0;
  if (got > wanted) {
    const by = selectedBy(wish.symbol, definitions, values);
    if (by.length > 0) return [`selected by ${by.join(", ")}`];
  }
  if (wish.value === "m" && known.every(({ type }) => type === "bool")) return ["it is bool: no module"];
  const visible = known.filter(({ prompt }) => prompt);
  if (visible.length === 0) {
    const by = [...definitions.values()].flat().filter(({ selects }) => selects.some((s) => s.symbol === wish.symbol));
    const names = [...new Set(by.map(({ symbol }) => symbol))].slice(0, 6).join(", ");
    return [
      `it has no prompt: ${names === "" ? "its value depends on others" : `it is selected by others (${names})`}`,
    ];
  }
  const unmet = visible.flatMap((definition) => unmetConditions(definition, wanted, values));
  if (unmet.length > 0) return unmet;
  if (visible.some(({ inChoice }) => inChoice)) return ["another member of its choice is on"];
  return [`its value is not allowed, or something overrides it: see ${visible.map(({ where }) => where).join(", ")}`];
}

function unmetConditions(definition: Definition, wanted: number, values: Values): string[] {
  const least = definition.type === "bool" ? 1 : wanted;
  const failing = [...new Set(definition.depends.flatMap(conjuncts))].filter((term) => evaluate(term, values) < least);
  return failing.map((term) => {
    const state = findSymbols(term).map((symbol) => `${symbol}=${values.get(symbol) ?? "n"}`);
    return `${definition.where} depends on ${term} (${state.join(", ")})`;
  });
}

/** The symbols that are on and select one. */
export function selectedBy(symbol: string, definitions: Definitions, values: Values): string[] {
  const selecting = [...definitions.values()]
    .flat()
    .filter(
      (definition) =>
        values.has(definition.symbol) &&
        definition.selects.some(
          (s) => s.symbol === symbol && (s.condition === undefined || evaluate(s.condition, values) > 0),
        ),
    );
  return [...new Set(selecting.map((definition) => definition.symbol))];
}
