// SPDX-License-Identifier: GPL-2.0-only
import { UsageError } from "../../host/errors.ts";

/** One symbol that a fragment asks for. */
export interface Wish {
  /** Without `CONFIG_`. */
  readonly symbol: string;
  /** As in `.config`; `n` for `is not set`. */
  readonly value: string;
  /** `guest-kernel/config/boot.config:12`. */
  readonly where: string;
}

/** A file of symbols, about one concern. */
export interface Fragment {
  readonly name: string;
  /** It is left out of a kernel that has not all of these (`# requires: CONFIG_UIO_PCI_MSI`). */
  readonly requires: readonly string[];
  readonly wishes: readonly Wish[];
}

/** Reads a fragment. @throws {UsageError} naming a line that is not valid. */
export function parseFragment(name: string, text: string): Fragment {
  const requires: string[] = [];
  const wishes = new Map<string, Wish>();
  text.split("\n").forEach((line, i) => {
    const where = `${name}:${i + 1}`;
    const required = /^# requires:(.*)$/.exec(line)?.[1];
    if (required !== undefined)
      requires.push(
        ...required
          .trim()
          .split(/[\s,]+/)
          .map(bare),
      );
    const wish = parseLine(line, where);
    if (wish === undefined) return;
    const before = wishes.get(wish.symbol);
    if (before !== undefined && before.value !== wish.value)
      throw new UsageError(`${where} contradicts ${before.where}: CONFIG_${wish.symbol}.`);
    wishes.set(wish.symbol, wish);
  });
  return { name, requires, wishes: [...wishes.values()] };
}

function bare(symbol: string): string {
  return symbol.replace(/^CONFIG_/, "");
}

function parseLine(line: string, where: string): Wish | undefined {
  const off = /^# CONFIG_(\w+) is not set\s*$/.exec(line);
  if (off !== null) return { symbol: off[1] ?? "", value: "n", where };
  if (/^\s*(?:#.*)?$/.test(line)) return undefined;
  const set = /^CONFIG_(\w+)=([ymn]|-?\d+|0x[0-9a-fA-F]+|".*")\s*$/.exec(line);
  if (set !== null) return { symbol: set[1] ?? "", value: set[2] ?? "", where };
  throw new UsageError(`${where} is not a valid .config line: ${line.trim()}`, {
    hint: 'CONFIG_NAME=y, =m, =number or ="text", `# CONFIG_NAME is not set`, or a # comment',
  });
}

/** Fragments one over the other: a later one may change what an earlier one asked for. */
export function mergeFragments(fragments: readonly Fragment[]): readonly Wish[] {
  const merged = new Map<string, Wish>();
  for (const { wishes } of fragments) for (const wish of wishes) merged.set(wish.symbol, wish);
  return [...merged.values()];
}

/** What `KCONFIG_ALLCONFIG` takes. */
export function renderWishes(wishes: readonly Wish[]): string {
  const lines = wishes.map(({ symbol, value }) =>
    value === "n" ? `# CONFIG_${symbol} is not set` : `CONFIG_${symbol}=${value}`,
  );
  return `${lines.join("\n")}\n`;
}
