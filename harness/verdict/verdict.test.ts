// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Cell, Outcome, Result, Side } from "../record/model.ts";
import { fillMissing } from "./missing.ts";
import { groupName, verdict } from "./verdict.ts";

function result(side: Side, outcome: Outcome, spec = "bind: the driver takes the NIC", iommu = "off"): Result {
  const where = { spec, cell: `${side}/igb/iommu-${iommu}`, side, device: "igb", iommu };
  return { ...where, outcome, reason: "because", seconds: 1, splats: [], expected: [], facts: {} };
}
const cell = (side: Side, more: Partial<Cell> = {}): Cell => ({
  ...{ id: `${side}/igb/iommu-off`, side, device: "igb", iommu: "off" },
  ...more,
});

const table: readonly [Outcome | undefined, Outcome | undefined, ReturnType<typeof groupName>][] = [
  ["PASS", "FAIL", "regressions"],
  ["SKIP", "FAIL", "failures"],
  [undefined, "FAIL", "failures"],
  ["DONE", "FAIL", "failures"],
  ["FAIL", "PASS", "fixes"],
  ["SKIP", "PASS", "newPasses"],
  [undefined, "PASS", "newPasses"],
  ["FAIL", "FAIL", "knownFailures"],
  ["FAIL", undefined, "knownFailures"],
  ["FAIL", "SKIP", "knownFailures"],
  ["PASS", "PASS", undefined],
  ["SKIP", "SKIP", undefined],
  ["DONE", "DONE", undefined],
  ["PASS", "DONE", undefined],
  ["PASS", "SKIP", "lost"],
  ["PASS", undefined, "lost"],
  ["ERROR", "PASS", "unknown"],
  ["PASS", "MISS", "unknown"],
  ["MISS", "FAIL", "unknown"],
  ["PASS", "ERROR", "unknown"],
];
for (const [base, patched, group] of table) {
  test(`${base ?? "absent"} on base and ${patched ?? "absent"} on patched is ${group ?? "no group"}`, (t) => {
    const sides = { ...(base === undefined ? {} : { base }), ...(patched === undefined ? {} : { patched }) };
    t.is(groupName({ spec: "", device: "", iommu: "", ...sides }), group);
  });
}

test("a series that breaks nothing passes, with its counts", (t) => {
  const said = verdict([
    result("base", "SKIP"),
    result("patched", "PASS"),
    result("base", "PASS", "b: c"),
    result("patched", "PASS", "b: c"),
  ]);
  t.is(said.conclusion, "pass");
  t.is(said.exitCode, 0);
  t.is(
    said.sentence,
    "The series passes: 1 spec passes with the series (not applicable without it), 1 passes on both, no regression.",
  );
});

test("a regression fails the series and names both sides", (t) => {
  const said = verdict([result("base", "PASS"), result("patched", "FAIL")]);
  t.is(said.conclusion, "fail");
  t.is(said.exitCode, 1);
  t.is(said.sentence, "The series fails: 1 spec passes on base and fails on patched.");
  t.deepEqual(said.regressions, [
    { spec: "bind: the driver takes the NIC", device: "igb", iommu: "off", base: "PASS", patched: "FAIL" },
  ]);
});

test("a machine is compared with itself only", (t) => {
  const said = verdict([result("base", "PASS", "a: b", "intel"), result("patched", "FAIL", "a: b", "off")]);
  t.is(said.regressions.length, 0);
  t.is(said.failures.length, 1);
  t.is(said.lost?.length, 1);
});

test("a failure that was measured wins over what the lab missed", (t) => {
  const said = verdict([result("base", "SKIP"), result("patched", "FAIL"), result("patched", "MISS", "b: c")]);
  t.is(said.exitCode, 1);
  t.is(said.conclusion, "fail");
});

test("a MISS alone leaves nothing to say, exit 3", (t) => {
  const said = verdict([
    result("base", "PASS"),
    result("patched", "PASS"),
    result("base", "PASS", "b: c"),
    result("patched", "MISS", "b: c"),
  ]);
  t.is(said.exitCode, 3);
  t.is(said.conclusion, "none");
  t.regex(said.sentence, /^No verdict: the run is incomplete; .*because of a lab problem \(MISS\)\.$/);
});

test("an ERROR is never exit 0", (t) => {
  const said = verdict([result("base", "PASS"), result("patched", "PASS"), result("patched", "ERROR", "b: c")]);
  t.is(said.exitCode, 1);
  t.is(said.conclusion, "none");
});

test("nothing was run: MISS", (t) => {
  t.is(verdict([]).exitCode, 3);
  t.is(verdict([]).conclusion, "none");
  const skipped = verdict([result("base", "SKIP"), result("patched", "SKIP")]);
  t.is(skipped.exitCode, 3);
  t.is(skipped.sentence, "No verdict: no spec ran on patched.");
});

test("a known failure is not the series' fault", (t) => {
  const said = verdict([
    result("base", "FAIL"),
    result("patched", "FAIL"),
    result("base", "PASS", "b: c"),
    result("patched", "PASS", "b: c"),
  ]);
  t.is(said.conclusion, "pass");
  t.is(said.exitCode, 0);
  t.regex(said.sentence, /1 fails without the series too/);
});

test("a base that does not boot is no base: not even its failures count", (t) => {
  const dead = cell("base", { failure: "the kernel did not boot within 120 s", blame: "kernel" });
  const said = verdict([result("base", "FAIL"), result("patched", "PASS")], { cells: [dead, cell("patched")] });
  t.is(said.conclusion, "none");
  t.is(said.fixes.length, 0);
  t.is(said.exitCode, 3);
});

test("a patched kernel that does not boot where base does fails the series", (t) => {
  const dead = cell("patched", { failure: "the kernel did not boot", blame: "kernel" });
  const said = verdict([result("base", "PASS"), result("patched", "MISS")], { cells: [cell("base"), dead] });
  t.is(said.conclusion, "fail");
  t.is(said.exitCode, 1);
  t.regex(said.sentence, /does not boot on igb\/iommu-off where base does/);
});

test("with one side nothing is a regression and nothing is lost", (t) => {
  const patched = verdict([result("patched", "FAIL"), result("patched", "PASS", "b: c")], { sides: ["patched"] });
  t.is(patched.failures.length, 1);
  t.is(patched.sentence, "The series fails: 1 spec fails on patched, 1 passes on patched.");
  const base = verdict([result("base", "PASS"), result("base", "FAIL", "b: c")], { sides: ["base"] });
  t.deepEqual([base.conclusion, base.exitCode, base.lost], ["none", 1, []]);
  t.is(verdict([result("base", "PASS")], { sides: ["base"] }).exitCode, 0);
});

test("a spec that ran twice in a cell counts by its worst outcome", (t) => {
  t.is(verdict([result("base", "PASS"), result("patched", "FAIL"), result("patched", "PASS")]).regressions.length, 1);
});

test("a run that ended early says whose fault that was", (t) => {
  const build = { message: "drivers/uio/uio_msi.c:12: error: expected ';'" };
  const patched = verdict([], { failure: { blame: "kernel", side: "patched", ...build } });
  t.deepEqual([patched.conclusion, patched.exitCode], ["fail", 1]);
  const base = verdict([], { failure: { blame: "kernel", side: "base", ...build } });
  t.deepEqual([base.conclusion, base.exitCode], ["none", 1]);
  const lab = verdict([result("patched", "PASS")], { failure: { blame: "lab", message: "the disk is full" } });
  t.deepEqual([lab.conclusion, lab.exitCode], ["none", 3]);
  t.is(lab.sentence, "No verdict: the lab failed (the disk is full).");
});

test("a series that does not fit its source is no failure: CONFLICT, exit 2", (t) => {
  const message = "1.patch does not apply to linux 6.12: a.c, hunk 1 of 2, line 3: the lines are not there.";
  const said = verdict([], { failure: { blame: "usage", message, conflict: { patch: "1.patch", file: "a.c" } } });
  t.is(said.conclusion, "conflict");
  t.is(said.exitCode, 2);
  t.is(said.sentence, `The series conflicts: ${message}`);
});

test("a series that changes nothing: nothing was run, and that is well", (t) => {
  const unchanged = "both sides' kernels are the same";
  const plan = { cells: [cell("base"), cell("patched")], jobs: [{ cell: "patched/igb/iommu-off", spec: "a: b" }] };
  const results = fillMissing({ ...plan, unchanged }, []);
  t.is(results[0]?.outcome, "SKIP");
  t.is(results[0]?.reason, unchanged);
  const said = verdict(results, { unchanged, sides: ["base", "patched"] });
  t.is(said.conclusion, "noop");
  t.is(said.exitCode, 0);
  t.is(said.sentence, "The series does not change the kernel binary: nothing to run.");
});

test("a planned job without a result is MISS, one that was planned as skipped is SKIP", (t) => {
  const jobs = [
    { cell: "patched/igb/iommu-off", spec: "bind: the driver takes the NIC" },
    { cell: "patched/igb/iommu-off", spec: "open: it opens" },
    { cell: "patched/igb/iommu-off", spec: "iommu: it faults", skip: "this machine has no IOMMU" },
    { cell: "base/igb/iommu-off", spec: "bind" },
  ];
  const cells = [cell("patched"), cell("base", { failure: "no QEMU" })];
  const filled = fillMissing({ cells, jobs }, [result("patched", "PASS")]);
  t.deepEqual(
    filled.map(({ spec, outcome, reason }) => [spec, outcome, reason]),
    [
      ["bind: the driver takes the NIC", "PASS", "because"],
      ["open: it opens", "MISS", "planned, but it never ran"],
      ["iommu: it faults", "SKIP", "this machine has no IOMMU"],
      ["bind", "MISS", "its machine did not boot: no QEMU"],
    ],
  );
  t.deepEqual(fillMissing({ cells, jobs }, filled), filled);
});

test("a job that names a whole file is done with any result of that file", (t) => {
  const jobs = [{ cell: "patched/igb/iommu-off", spec: "bind" }];
  t.is(fillMissing({ cells: [cell("patched")], jobs }, [result("patched", "PASS")]).length, 1);
});

test("a spec that does not come out the same in each round is flaky, and counts as the worst", (t) => {
  const rounds = (["PASS", "FAIL", "PASS"] as const).map((one, index) => ({
    ...result("patched", one),
    round: index + 1,
  }));
  const said = verdict([result("base", "PASS"), ...rounds]);
  t.deepEqual(
    said.flaky?.map(({ spec }) => spec),
    ["bind: the driver takes the NIC"],
  );
  t.is(said.regressions.length, 1);
  t.regex(said.sentence, /passes on base and is flaky on patched/);
});

test("a job of a later round that has no result is MISS: the earlier rounds do not stand for it", (t) => {
  const jobs = [1, 2].map((round) => ({ cell: cell("patched").id, spec: "bind: the driver takes the NIC", round }));
  const filled = fillMissing({ cells: [cell("patched")], jobs }, [{ ...result("patched", "PASS"), round: 1 }]);
  t.deepEqual(
    filled.map(({ round, outcome }) => [round, outcome]),
    [
      [1, "PASS"],
      [2, "MISS"],
    ],
  );
});
