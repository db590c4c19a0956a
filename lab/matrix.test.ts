// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { macAddress, pciAddress } from "./ids.ts";
import { cells } from "./matrix.ts";

test("unfiltered, every NIC meets every IOMMU mode on both sides", (t) => {
  t.is(cells().length, 2 * 2 * 2);
  t.is(new Set(cells().map(({ id }) => id)).size, 8);
});

test("base comes first: without a base there is no verdict", (t) => {
  const sides = cells().map(({ side }) => side);
  t.deepEqual(sides, [...sides].sort());
  t.is(sides[0], "base");
});

test("filters leave what they name", (t) => {
  const ids = cells({ devices: ["igb"], iommus: ["intel"], sides: ["patched"] }).map(({ id }) => id);
  t.deepEqual(ids, ["patched/igb/iommu-intel"]);
});

test("the order of a filter does not change the order of the cells", (t) => {
  t.deepEqual(cells({ sides: ["patched", "base"] }), cells());
});

test("addresses are checked where they are made", (t) => {
  t.is(String(pciAddress("0000:01:00.0")), "0000:01:00.0");
  t.throws(() => pciAddress("01:00.0"), { instanceOf: TypeError });
  t.throws(() => macAddress("52:54:00"), { instanceOf: TypeError });
});
