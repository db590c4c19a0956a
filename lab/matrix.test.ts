// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { devices } from "./device/index.ts";
import { macAddress, pciAddress } from "./ids.ts";
import type { IommuMode } from "./iommu.ts";
import type { Variant } from "./variant.ts";
import {
  commitCell,
  cells,
  countedConfigurations,
  configurationName,
  profiles,
  requested,
  type CellFilter,
  type Configuration,
  ownMatrix,
} from "./matrix.ts";

test("the quick profile: both NICs, with an IOMMU and without, on both sides", (t) => {
  t.is(cells({ profile: "quick" }).length, 2 * 2 * 2);
});

test("each profile holds the one before", (t) => {
  const ids = profiles.map((profile) => cells({ profile }).map(({ id }) => id));
  for (const [index, held] of ids.slice(0, -1).entries()) t.true(held.every((id) => ids[index + 1]?.includes(id)));
  for (const held of ids) t.is(new Set(held).size, held.length);
});

test("a cell that is named is there, whatever the profile", (t) => {
  const id = "patched/igb/iommu-off/nomsi";
  t.deepEqual(
    cells({ profile: "quick", ids: [id] }).map((cell) => cell.id),
    [id],
  );
});

test("what gcov counts is the series: it has no base", (t) => {
  t.true(cells({ profile: "full", flavours: ["coverage"] }).every(({ side }) => side === "patched"));
});

const countedIn = (filter: CellFilter): string[] =>
  cells({ ...filter, count: true }).flatMap(({ id, flavour }) => (flavour === "counted" ? [id] : []));

test("what of the series runs is counted on each device of the quick profile once, with and without an IOMMU", (t) => {
  const two = ["patched/e1000e/iommu-off/counted", "patched/igb/iommu-intel/counted"];
  t.deepEqual(countedIn({ profile: "quick" }), two);
  t.deepEqual(countedIn({ profile: "default" }), two);
  t.deepEqual(countedIn({ profile: "default", devices: ["igbvf"] }), ["patched/igbvf/iommu-off/counted"]);
  t.deepEqual(countedIn({ profile: "quick", kernels: ["6.1", "6.12"] }), two.map((id) => `${id}@6.1`)); // prettier-ignore
});

test("nothing is added to one side, to cells that are named, and where another kernel counts already", (t) => {
  t.deepEqual(countedIn({ sides: ["base"] }), []);
  t.deepEqual(countedIn({ sides: ["patched"] }), []);
  t.deepEqual(countedIn({ ids: ["base/igb/iommu-off", "patched/igb/iommu-off"] }), []);
  t.deepEqual(countedIn({ profile: "full", flavours: ["debug"] }), []);
  t.deepEqual(countedIn({ profile: "full", flavours: ["coverage"] }), []);
  t.true(cells({ profile: "full" }).every(({ flavour }) => flavour !== "counted"));
});

test("where the first machines ran nothing of the series, what they are not is counted on", (t) => {
  const places = cells({ profile: "default", sides: ["patched"] });
  const more = countedConfigurations(places, true).map(configurationName);
  t.deepEqual(more, [
    "igbvf/iommu-off/counted",
    "ivshmem/iommu-off/counted",
    "edu/iommu-off/counted",
    "igb/iommu-off/nomsi/counted",
  ]);
});

test("where all specs are counted, it is behind the strictest IOMMU of each machine: base runs all of them there", (t) => {
  const at = (device: string, iommu: IommuMode, variant?: Variant): Configuration => ({
    ...{ device, iommu, flavour: "plain" },
    ...(variant === undefined ? {} : { variant }),
  });
  const quick = [at("e1000", "off"), at("e1000", "intel"), at("igb", "off"), at("igb", "intel"), at("igbvf", "off")];
  const more = [at("igb", "virtio"), at("igb", "off", "pciehp")];
  const filter = { matrix: { ...ownMatrix, machines: { quick, default: more, full: [] } }, countAll: true };
  const names = (elsewhere: boolean) =>
    countedConfigurations([...quick, ...more], elsewhere, filter).map(configurationName);
  t.deepEqual(names(false), ["e1000/iommu-intel/counted", "igb/iommu-intel/counted", "igbvf/iommu-off/counted"]);
  t.deepEqual(names(true), ["igb/iommu-off/pciehp/counted"]);
});

test("a cell that counts is there once it is named, as its reproduce line does", (t) => {
  const id = "patched/igb/iommu-off/counted";
  t.deepEqual(cells({ profile: "quick", ids: [id] }).map((cell) => cell.id), [id]); // prettier-ignore
  t.deepEqual(cells({ ids: [id], count: true }).map((cell) => cell.id), [id]); // prettier-ignore
});

test("base comes first: without a base there is no verdict", (t) => {
  const sides = cells().map(({ side }) => side);
  t.deepEqual(sides, [...sides].sort());
  t.is(sides[0], "base");
});

test("filters leave what they name", (t) => {
  const ids = cells({ profile: "quick", devices: ["igb"], iommus: ["intel"], sides: ["patched"] }).map(({ id }) => id);
  t.deepEqual(ids, ["patched/igb/iommu-intel"]);
});

test("the order of a filter does not change the order of the cells", (t) => {
  t.deepEqual(cells({ sides: ["patched", "base"] }), cells());
});

test("each cell is there once for each kernel version, and is named with or without it", (t) => {
  const kernels = ["6.1", "6.12"];
  const all = cells({ profile: "quick", kernels });
  t.is(all.length, 2 * cells({ profile: "quick" }).length);
  t.is(all[0]?.id, "base/e1000e/iommu-off@6.1");
  const ids = (wanted: string): string[] => cells({ ids: [wanted], kernels }).map(({ id }) => id);
  t.deepEqual(ids("base/igb/iommu-off/debug"), ["base/igb/iommu-off/debug@6.1", "base/igb/iommu-off/debug@6.12"]);
  t.deepEqual(ids("base/igb/iommu-off@6.12"), ["base/igb/iommu-off@6.12"]);
});

test("a cell with some of the patches has a name of its own", (t) => {
  const [cell] = cells({ ids: ["patched/igb/iommu-off"], kernels: ["6.1"] });
  t.is(cell && commitCell(cell, 2).id, "patched/igb/iommu-off/commit-2@6.1");
});

test("addresses are checked where they are made", (t) => {
  t.is(String(pciAddress("0000:01:00.0")), "0000:01:00.0");
  t.throws(() => pciAddress("01:00.0"), { instanceOf: TypeError });
  t.throws(() => macAddress("52:54:00"), { instanceOf: TypeError });
});

const extra = "extra";
const matrix = { ...ownMatrix, devices: { igb: devices.igb, [extra]: { ...devices.edu, model: extra } } };
const names = (filter: CellFilter): string[] => requested({ ...filter, matrix }).map(configurationName);

test("a device that is in no profile is there by its name: one machine, or those that the other filters name", (t) => {
  t.deepEqual(names({}), []);
  t.deepEqual(names({ profile: "full", devices: ["igb"] }), []);
  t.deepEqual(names({ devices: [extra] }), ["extra/iommu-off"]);
  t.deepEqual(names({ devices: ["igb"], iommus: ["amd"], flavours: ["debug"] }), ["igb/iommu-amd/debug"]);
  t.deepEqual(names({ devices: [extra], iommus: ["intel"], flavours: ["debug"] }), ["extra/iommu-intel/debug"]);
});

test("a cell that is in no profile can be named, whatever it is", (t) => {
  for (const name of ["extra/iommu-off", "extra/iommu-intel/pciehp/debug", "igb/iommu-amd/nomsi/debug"])
    t.is(names({ ids: [`patched/${name}`] }).filter((one) => one === name).length, 1);
});
