// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Result } from "../record/model.ts";
import { attribute } from "./attribute.ts";
import { verdict } from "./verdict.ts";

const spec = "cell: the machine is what the cell says";
const place = { device: "igb", iommu: "intel" } as const;
const result = (side: Result["side"], outcome: Result["outcome"], more: Partial<Result> = {}): Result => ({
  ...{
    spec,
    side,
    cell: `${side}/igb/iommu-intel`,
    ...place,
    outcome,
    seconds: 1,
    splats: [],
    expected: [],
    facts: {},
  },
  ...more,
});
const proof = { cause: "proof", reason: "the machine does not match its cell: the IOMMU does not translate" } as const;

test("a machine that is what it says on base alone is a regression", (t) => {
  const results = attribute([result("base", "PASS"), result("patched", "MISS", proof)]);
  t.like(results[1], { outcome: "FAIL", cause: "proof" });
  t.regex(results[1]?.reason ?? "", /with the series only.*does not translate/);
  t.like(verdict(results), { conclusion: "fail", exitCode: 1 });
});

test("on both sides, or with nothing to compare, it is the lab's", (t) => {
  for (const base of [[result("base", "MISS", proof)], [result("base", "PASS"), result("base", "MISS", proof)], []]) {
    const results = attribute([...base, result("patched", "MISS", proof)]);
    t.is(results.at(-1)?.outcome, "MISS");
    t.not(verdict(results).conclusion, "fail");
  }
});

test("what is not the machine's nature stays the lab's, whatever base says", (t) => {
  for (const cause of ["qemu", "ssh-lost", "lab"] as const)
    t.is(attribute([result("base", "PASS"), result("patched", "MISS", { cause })])[1]?.outcome, "MISS", cause);
});

test("a commit is compared with the base of the whole series", (t) => {
  const commit = result("patched", "MISS", { ...proof, commit: 1, cell: "patched/igb/iommu-intel/commit-1" });
  t.is(attribute([result("base", "PASS"), commit])[1]?.outcome, "FAIL");
});
