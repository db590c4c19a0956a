// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Cell, Outcome, Result, Side } from "../../record/model.ts";
import { bounded, doubtful, failed, limits, missed, opposite, secondsFor } from "./choose.ts";

const place = { device: "igb", iommu: "off" };
const cell = (side: Side, more: Partial<Cell> = {}): Cell => ({ id: `${side}/igb/iommu-off`, side, ...place, ...more });
const result = (side: Side, spec: string, outcome: Outcome, repeat?: number): Result => ({
  ...{ spec, cell: `${side}/igb/iommu-off`, side, ...place, outcome, seconds: 1, splats: [], expected: [], facts: {} },
  ...(repeat === undefined ? {} : { repeat }),
});
const cells = [cell("base"), cell("patched")];
const patched = "patched/igb/iommu-off";
const base = "base/igb/iommu-off";

test("what fails on patched alone is run again there, and on base where it passed", (t) => {
  const results = [
    ...[result("base", "a", "PASS"), result("patched", "a", "FAIL")],
    ...[result("base", "b", "FAIL"), result("patched", "b", "FAIL")],
    ...[result("base", "c", "SKIP"), result("patched", "c", "FAIL")],
    ...[result("base", "d", "PASS"), result("patched", "d", "PASS")],
    ...[result("base", "e", "PASS"), result("patched", "e", "ERROR")],
  ];
  const found = { cells, results };
  t.deepEqual(failed(found, []), [{ cell: patched, specs: ["a", "c"] }]);
  t.deepEqual(opposite(found, failed(found, [])), [{ cell: base, specs: ["a"] }]);
});

test("for a test of somebody else's the spec is run again that ran it", (t) => {
  const results = (["base", "patched"] as const).flatMap((side) => [
    result(side, "ethtool: self-test", "PASS"),
    { ...result(side, "ethtool: link", side === "base" ? "PASS" : "FAIL"), parent: "ethtool: self-test" },
  ]);
  const found = { cells, results };
  t.deepEqual(failed(found, []), [{ cell: patched, specs: ["ethtool: self-test"] }]);
  t.deepEqual(opposite(found, failed(found, [])), [{ cell: base, specs: ["ethtool: self-test"] }]);
});

test("a failure that is known needs no more evidence", (t) => {
  const entry = { spec: "a", reason: "r", link: "https://x.example", expires: "2030-01-01" };
  t.deepEqual(failed({ cells, results: [result("patched", "a", "FAIL")] }, [entry]), []);
});

test("in a machine that does not come up nothing is run again", (t) => {
  const dead = [cell("base"), cell("patched", { failure: "it panicked", blame: "kernel" })];
  const results = [result("patched", "a", "FAIL"), result("patched", "b", "MISS")];
  t.deepEqual(failed({ cells: dead, results }, []), []);
  t.deepEqual(missed({ cells: dead, results }), []);
});

test("what could not be run is run again, on either side", (t) => {
  const results = [result("base", "a", "MISS"), result("patched", "b", "MISS"), result("patched", "c", "PASS")];
  t.deepEqual(missed({ cells, results }), [
    { cell: base, specs: ["a"] },
    { cell: patched, specs: ["b"] },
  ]);
});

test("where a spec passed now and then only, base has to pass it more often", (t) => {
  const results = ["steady", "mixed", "before"].flatMap((spec) => [
    result("base", spec, "PASS"),
    result("patched", spec, "FAIL"),
  ]);
  const repeats = [
    ...[result("patched", "steady", "FAIL", 1), result("patched", "mixed", "PASS", 1)],
    ...[result("patched", "before", "FAIL", 1), result("base", "before", "FAIL", 1)],
  ];
  const wanted = [{ cell: base, specs: ["steady", "mixed", "before"] }];
  t.deepEqual(doubtful({ cells, results, repeats }, wanted), [{ cell: base, specs: ["mixed", "before"] }]);
});

test("repetition may take as long as the cells took, and five minutes on any host", (t) => {
  const boot = { stage: "boot", subject: base, startedAt: 1_000_000, seconds: 5, cached: false, ok: true };
  const build = { ...boot, stage: "build", startedAt: 0 };
  t.is(secondsFor({ stages: [build, boot] }, 1_000_000 + 900_000), 900);
  t.is(secondsFor({ stages: [build, boot] }, 1_000_000 + 9_000), limits.seconds);
  t.is(secondsFor({ stages: [] }), limits.seconds);
});

test("a series that breaks everything is repeated up to a bound, and what is left is counted", (t) => {
  const specs = Array.from({ length: limits.specs + 7 }, (_, i) => `s${i}`);
  const { within, left } = bounded([{ cell: patched, specs }]);
  t.is(within[0]?.specs.length, limits.specs);
  t.is(left, 7);
});
