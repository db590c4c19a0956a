// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { devices } from "../../lab/device/index.ts";
import type { Outcome, Result, RunRecord } from "../record/model.ts";
import { takeCensus } from "./census.ts";

const splat: Result["splats"][number] = {
  kind: "kasan",
  header: "BUG: KASAN",
  title: "KASAN: leak in x",
  line: 0,
  text: [],
};

function result(device: string, spec: string, outcome: Outcome, more: Partial<Result> = {}): Result {
  return {
    ...{ spec, cell: `base/${device}/iommu-off/debug`, side: "base", device, iommu: "off", flavour: "debug", outcome },
    ...{ seconds: 1, splats: [], expected: [], facts: {}, ...more },
  };
}

const run = (results: readonly Result[], more: Partial<RunRecord> = {}): RunRecord => ({
  ...{ schemaVersion: 2, id: "c", command: "census", startedAt: "2026-11-29T10:00:00Z" },
  ...{ finishedAt: "2026-11-29T10:01:30Z", accelerator: { name: "tcg", why: "" } },
  host: { os: "", kernel: "", cpus: 2, node: "", qemu: "" },
  ...{ kernels: [], stages: [], cells: [], results: [...results], notes: [], ...more },
});

const exitCode = (...outcomes: readonly Outcome[]): number =>
  takeCensus(run(outcomes.map((outcome, index) => result("igb", `a: ${index}`, outcome))), devices).exitCode;

test("a row is a device with its driver, an entry what it did, with the titles of splats", (t) => {
  const failed = result("tulip", "a: one", "FAIL", { reason: "it failed", splats: [splat] });
  const census = takeCensus(run([result("igb", "a: one", "PASS"), failed]), devices);
  t.deepEqual(
    census.rows.map(({ device, driver, cell }) => [device, driver, cell]),
    [
      ["igb", "igb", "base/igb/iommu-off/debug"],
      ["tulip", "tulip", "base/tulip/iommu-off/debug"],
    ],
  );
  t.like(census.rows[1]?.entries[0], { outcome: "FAIL", reason: "it failed", splats: ["KASAN: leak in x"] });
  t.is(census.seconds, 90);
});

test("what was planned is a behaviour, in the order of the plan, whoever was asked", (t) => {
  const jobs = ["b: two", "a: one"].map((spec) => ({ cell: "base/igb/iommu-off/debug", spec }));
  t.deepEqual(takeCensus(run([result("igb", "a: one", "PASS")], { jobs }), devices).behaviours, ["b: two", "a: one"]);
});

test("a failure is 1, what was not asked 3, and a census of nothing is none", (t) => {
  t.is(exitCode("PASS", "SKIP", "DONE"), 0);
  t.is(exitCode("PASS", "FAIL", "MISS"), 1);
  t.is(exitCode("PASS", "MISS"), 3);
  t.is(exitCode("PASS", "ERROR"), 1);
  t.is(exitCode("SKIP"), 3);
  t.is(takeCensus(run([], { failure: { blame: "lab", message: "no disk" } }), devices).exitCode, 3);
});
