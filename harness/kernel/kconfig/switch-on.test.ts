// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { folderWith } from "../testing.ts";
import { parseKconfig } from "./parse.ts";
import { switchOn } from "./switch-on.ts";

const entry = (symbol: string, type: string, ...lines: string[]): string =>
  `config ${symbol}\n\t${type} "${symbol}"\n${lines.map((line) => `\t${line}\n`).join("")}\n`;

const kconfig = [
  entry("PCI", "bool"),
  entry("MENU", "bool"),
  `if MENU\n${entry("NIC", "tristate", "depends on PCI", "depends on CLOCK || !CLOCK", "select HELPER")}endif\n`,
  entry("NIC_EN", "bool", "depends on NIC && (DCB || TLS=y)"),
  entry("TLS", "tristate"),
  entry("DCB", "bool", "depends on ARM"),
  entry("CLOCK", "tristate"),
  entry("OLD", "tristate", "depends on !PCI"),
  "config HELPER\n\ttristate\n",
].join("");

const table: Readonly<Record<string, Readonly<Record<string, string>> | RegExp>> = {
  PCI: {},
  MENU: { MENU: "y" },
  NIC: { MENU: "y", NIC: "m" },
  NIC_EN: { MENU: "y", NIC: "m", TLS: "y", NIC_EN: "y" },
  OLD: /it depends on !PCI \(PCI=y\)/,
  HELPER: /CONFIG_HELPER cannot be asked for: others select it/,
  DCB: /CONFIG_ARM does not exist for x86/,
};

for (const [symbol, expected] of Object.entries(table))
  test(`${symbol}: ${expected instanceof RegExp ? "cannot be had" : JSON.stringify(expected)}`, async (t) => {
    const tree = await folderWith(t, { Kconfig: kconfig });
    const { ask, reason } = switchOn([symbol], new Map([["PCI", "y"]]), parseKconfig(tree));
    if (expected instanceof RegExp) t.regex(reason ?? "", expected);
    else t.deepEqual(Object.fromEntries(ask ?? []), expected);
  });
