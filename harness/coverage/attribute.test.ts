// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { FileCounts } from "../record/model.ts";
import { attributeCounts, type MachineCounts } from "./attribute.ts";
import { mergeCounts } from "./merge.ts";

const machine = (family: string, counts: Readonly<Record<string, number>>): MachineCounts => {
  const functions = Object.entries(counts).map(([name, count], at) => ({
    name,
    count,
    from: at * 10,
    to: at * 10 + 9,
  }));
  const file: FileCounts = { file: "igb.c", lines: [], functions };
  return { families: [family], counts: [file] };
};

const entered = (machines: readonly MachineCounts[]): Readonly<Record<string, readonly string[]>> => {
  const functions = mergeCounts(attributeCounts(machines)).get("igb.c")?.functions ?? [];
  return Object.fromEntries(functions.map(({ name, by = [] }) => [name, by]));
};

test("what ran before the snapshot was entered by nobody's spec", (t) => {
  const machines = [machine("life", { probe: 3, up: 1, down: 0 }), machine("net", { probe: 1, up: 1, down: 2 })];
  t.deepEqual(entered(machines), { probe: ["life"], up: [], down: ["net"] });
});

test("of one machine alone nobody can tell: what ran, ran there", (t) => {
  t.deepEqual(entered([machine("life", { probe: 1, down: 0 })]), { probe: ["life"], down: [] });
});
