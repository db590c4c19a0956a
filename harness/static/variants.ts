// SPDX-License-Identifier: GPL-2.0-only
// The configurations that a series is compiled in. Pure.
import type { Wish } from "../kernel/kconfig/fragment.ts";
import type { Definitions } from "../kernel/kconfig/parse.ts";

/** One configuration. */
export interface Variant {
  readonly name: string;
  /** Objects of one architecture and compiler are in one folder: only what another configuration changes is compiled. */
  readonly folder: "x86" | "i386" | "clang";
  /** What make is told beside what it always is. */
  readonly variables: readonly string[];
  /** Makes what is asked for of what the lab's kernel is asked for. */
  readonly wishes: (wishes: readonly Wish[], added: AddedSymbols) => readonly Wish[];
  /** The symbols without which it is not that configuration. */
  readonly must: (added: AddedSymbols) => readonly Wish[];
}

/** Symbols that a series adds, with their types. */
export type AddedSymbols = ReadonlyMap<string, "bool" | "tristate">;

/** What is asked for of a symbol by nobody's file. */
const asked = (symbol: string, value: string): Wish => ({ symbol, value, where: "static checks" });

/** The symbols of those that are added that somebody can set. */
export function selectSettable(symbols: readonly string[], definitions: Definitions): AddedSymbols {
  return new Map(
    symbols.flatMap((symbol) => {
      const known = definitions.get(symbol)?.find(({ prompt }) => prompt);
      return known?.type === "bool" || known?.type === "tristate" ? [[symbol, known.type] as const] : [];
    }),
  );
}

/** All of the added symbols at one value; what is no module is built in instead. */
function set(added: AddedSymbols, value: "y" | "m" | "n"): Wish[] {
  return [...added].map(([symbol, type]) => asked(symbol, value === "m" && type === "bool" ? "y" : value));
}

/** Wishes with others over them. */
function over(wishes: readonly Wish[], later: readonly Wish[]): Wish[] {
  const merged = new Map([...wishes, ...later].map((wish) => [wish.symbol, wish]));
  return [...merged.values()];
}

const plain = { folder: "x86", variables: [] } as const;

/** As the lab's kernel is, with what the series adds as modules where nobody says otherwise. */
const lab = (wishes: readonly Wish[], added: AddedSymbols): Wish[] => over(set(added, "m"), wishes);

/** The lab's kernel. */
export const configured: Variant = { ...plain, name: "lab", wishes: lab, must: () => [] };

/** What the series adds built in, as a module, or left out; what it may be a part of is built in too. */
export function withSymbols(value: "y" | "m" | "n"): Variant {
  const builtIn = (wish: Wish): Wish => (value === "y" && wish.value === "m" ? { ...wish, value: "y" } : wish);
  return {
    ...plain,
    name: `config=${value}`,
    wishes: (wishes, added) => over(wishes.map(builtIn), set(added, value)),
    must: (added) => set(added, value),
  };
}

/** A kernel that knows no message-signalled interrupts. */
export const withoutMsi: Variant = {
  ...plain,
  name: "no-msi",
  wishes: (wishes, added) => over(lab(wishes, added), [asked("PCI_MSI", "n")]),
  must: () => [asked("PCI_MSI", "n")],
};

/** 32-bit x86. */
export const i386: Variant = {
  name: "i386",
  folder: "i386",
  variables: ["ARCH=i386"],
  wishes: (wishes, added) => lab(wishes, added).filter(({ symbol }) => symbol !== "64BIT"),
  must: () => [asked("64BIT", "n")],
};

/** Another compiler; assembler and linker stay, which no object of a series depends on. */
export const clang: Variant = { name: "clang", folder: "clang", variables: ["CC=clang"], wishes: lab, must: () => [] };
