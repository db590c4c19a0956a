// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { cellAt, cellConfiguration, type Configuration } from "../../lab/matrix.ts";
import { leftTo, strictestBeside } from "./one-iommu.ts";
import type { PlannedSpec } from "./plan.ts";
import { splitSpecs } from "./split.ts";

const specs = (file: string, count: number, timeoutFactor = 1): PlannedSpec[] =>
  Array.from({ length: count }, (_, index) => {
    const [family, title] = [file, String(index)];
    const id = `${family}: ${title}`;
    return { id, file, spec: { id, family, title, needs: { timeoutFactor }, body: async () => undefined } };
  });
const listFiles = (shard: readonly PlannedSpec[]): string[] => [...new Set(shard.map(({ file }) => file))];

test("a cell with little to do is one part", (t) => {
  t.deepEqual(splitSpecs([...specs("a", 9), ...specs("b", 9)]).map(listFiles), [["a", "b"]]);
});

test("a file stays whole and in order, each spec is in one part, and what takes longest begins first", (t) => {
  const all = [...specs("bind", 20), ...specs("ethtool", 30, 3), ...specs("mtu", 15, 3), ...specs("power", 30)];
  const shards = splitSpecs(all);
  t.deepEqual(shards.map(listFiles), [["ethtool"], ["mtu"], ["power"], ["bind"]]);
  t.deepEqual(shards.flat().map(({ id }) => id).sort(), all.map(({ id }) => id).sort()); // prettier-ignore
});

test("there are no more parts than files, however many specs a file has", (t) => {
  t.deepEqual(splitSpecs(specs("a", 900)).map(listFiles), [["a"]]);
});

test("what any IOMMU shows is left to the strictest of the machines that are otherwise the same", (t) => {
  const at = (iommu: Configuration["iommu"], flavour: Configuration["flavour"] = "plain") =>
    cellAt("patched", { device: "igb", iommu, flavour });
  const patched = [at("off"), at("intel"), at("off", "counted"), at("off", "debug"), at("virtio", "debug")];
  const places = [...patched.map((cell) => cellAt("base", cellConfiguration(cell))), ...patched];
  const runs = [false, true, true, false, true];
  t.deepEqual(
    places.map((cell) => leftTo(strictestBeside(cell, places), cell) === undefined),
    [...runs, ...runs],
  );
});
