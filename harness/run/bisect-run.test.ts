// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { KernelError, LabError, UsageError } from "../host/errors.ts";
import type { Cell, Outcome, Result, RunRecord } from "../record/model.ts";
import { conclude } from "../verdict/conclude.ts";
import { bisectRunCode } from "./bisect-run.ts";

const place = { side: "patched", device: "igb", iommu: "off" } as const;
const cell: Cell = { id: "patched/igb/iommu-off", ...place };
const result = (outcome: Outcome): Result => ({
  ...{ spec: "a: b", cell: cell.id, ...place, outcome, seconds: 1, splats: [], expected: [], facts: {} },
});

const record = (outcome: Outcome, more: Partial<RunRecord> = {}): RunRecord =>
  conclude({
    ...{ schemaVersion: 2, id: "1", command: "", startedAt: "", kernels: [], stages: [], notes: [], cells: [cell] },
    host: { os: "", kernel: "", cpus: 1, node: "", qemu: "" },
    accelerator: { name: "tcg", why: "" },
    results: [result(outcome)],
    ...more,
  });
const dead = { cells: [{ ...cell, failure: "it panicked", blame: "kernel" as const }] };

for (const [what, code, of, failure, grep] of [
  ["a spec that passes: good", 0, record("PASS"), undefined, "a"],
  ["a spec that fails: bad", 1, record("FAIL"), undefined, "a"],
  ["a spec that could not be run: skip", 125, record("MISS"), undefined, "a"],
  ["a spec that is broken itself: skip", 125, record("ERROR"), undefined, "a"],
  ["nothing that was run: skip", 125, record("SKIP"), undefined, "a"],
  ["no boot, and a spec is looked for: skip", 125, record("FAIL", dead), undefined, "a"],
  ["no boot, and nothing else is looked for: bad", 1, record("FAIL", dead), undefined, undefined],
  [
    "a kernel that does not build: skip",
    125,
    record("FAIL", { ...dead, failure: { blame: "kernel", message: "no", side: "patched" } }),
    undefined,
    undefined,
  ],
  ["a build that ends the run: skip", 125, record("PASS"), new KernelError("x"), undefined],
  ["a lab that cannot run: the end", 255, record("PASS"), new LabError("the disk is full"), undefined],
  ["a wrong command line: the end", 255, record("PASS"), new UsageError("no spec"), undefined],
] as const)
  test(what, (t) => {
    t.is(bisectRunCode(of, failure, grep), code);
  });
