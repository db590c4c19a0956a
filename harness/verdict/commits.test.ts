// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { CommitRecord, Outcome, Result, Side } from "../record/model.ts";
import { verdict } from "./verdict.ts";

const commit = (number: number, rest: Partial<CommitRecord>): CommitRecord => ({
  number,
  of: 2,
  subject: `patch ${number}`,
  state: "builds",
  ...rest,
});

const result = (side: Side, outcome: Outcome, rest: Partial<Result> = {}): Result => ({
  ...{ spec: "bind: it binds", cell: `${side}/igb/iommu-off`, side, device: "igb", iommu: "off", outcome },
  ...{ seconds: 1, splats: [], expected: [], facts: {} },
  ...rest,
});

const passing = [result("base", "PASS"), result("patched", "PASS")];

test("a patch that does not build alone fails the series, with the compiler's words", (t) => {
  const broken = commit(1, {
    state: "broken",
    reason: "commit 1 does not build",
    errors: [{ file: "drivers/uio/uio_msi.c", line: 7, message: "'x' undeclared" }],
  });
  const { conclusion, exitCode, sentence } = verdict(passing, { commits: [broken, commit(2, { asWhole: true })] });
  t.deepEqual([conclusion, exitCode], ["fail", 1]);
  t.regex(
    sentence,
    /^The series fails: patch 1 of 2 \(patch 1\) does not build by itself \(drivers.*\.c:7: 'x' undeclared\)/,
  );
});

test("a commit is compared with the base of the whole series, and the first that fails is named", (t) => {
  const failing = result("patched", "FAIL", { cell: "patched/igb/iommu-off/commit-1", commit: 1 });
  const commits = [commit(1, {}), commit(2, { asWhole: true })];
  const said = verdict([...passing, failing], { commits });
  t.deepEqual(
    said.regressions.map(({ commit: number, base, patched }) => [number, base, patched]),
    [[1, "PASS", "FAIL"]],
  );
  t.regex(said.sentence, /patch 1 of 2 \(patch 1\) fails 1 spec by itself/);
  t.is(said.exitCode, 1);
});

test("a commit that does not boot is named", (t) => {
  const place = { device: "igb", iommu: "off" };
  const cells = [
    { id: "base/igb/iommu-off", side: "base", ...place },
    { id: "patched/igb/iommu-off/commit-1", side: "patched", ...place, commit: 1, failure: "panic", blame: "kernel" },
  ] as const;
  const { sentence, conclusion } = verdict(passing, { commits: [commit(1, {})], cells });
  t.is(conclusion, "fail");
  t.regex(
    sentence,
    /does not boot on igb\/iommu-off\/commit-1 where base does; patch 1 of 2 .* does not boot by itself/,
  );
});

test("commits that stand by themselves, and one that changes nothing, leave a pass; one that was not tested does not", (t) => {
  const fine = [commit(1, {}), commit(2, { state: "noop" })];
  t.is(verdict(passing, { commits: fine }).conclusion, "pass");
  const { conclusion, exitCode } = verdict(passing, { commits: [commit(1, { state: "pending" })] });
  t.deepEqual([conclusion, exitCode], ["none", 3]);
});

test("of several kernel versions each has its own base, and the sentence names those that fail", (t) => {
  const on = (kernel: string, ...outcomes: [Outcome, Outcome]): Result[] => [
    result("base", outcomes[0], { kernel }),
    result("patched", outcomes[1], { kernel }),
  ];
  const all = verdict([...on("6.1", "PASS", "PASS"), ...on("6.12", "PASS", "PASS"), ...on("7.2", "SKIP", "PASS")]);
  t.regex(all.sentence, /^The series passes on 6\.1, 6\.12 and 7\.2: /);
  const one = verdict([...on("6.1", "PASS", "FAIL"), ...on("6.12", "FAIL", "FAIL")]);
  t.is(one.regressions.length, 1);
  t.is(one.knownFailures.length, 1);
  t.regex(one.sentence, /^The series fails on 6\.1: /);
});
