// SPDX-License-Identifier: GPL-2.0-only
// A guest that panics, one that hangs, a QEMU that is killed: each is what it is in the report, and the run goes on.
import test from "ava";
import type { Outcome } from "../record/model.ts";
import { inFolder, processesWith, readRecord, findResult, runLab } from "./lab.ts";

const cell = "patched/igb/iommu-off";
const only = [
  "--device",
  "igb",
  "--iommu",
  "off",
  "--side",
  "patched",
  "--specs",
  "harness/testing/specs",
  "--no-repeat-failures",
];

const expected: readonly (readonly [spec: string, outcome: Outcome, reason?: RegExp])[] = [
  ["all is well before", "PASS"],
  ["the guest panics", "FAIL", /panic.*sysrq triggered crash/i],
  ["all is well after a panic", "PASS"],
  ["the guest hangs", "FAIL", /the guest hung/],
  ["all is well after a hang", "PASS"],
  ["somebody kills QEMU", "MISS", /QEMU exited during the spec \(SIGKILL\)/],
  ["all is well after a kill", "PASS"],
  ["the kernel warns and nobody declared it", "FAIL", /the kernel complained: BUG: spinlock bad magic/],
  ["the spec itself is wrong", "ERROR", /member/],
  ["an assertion fails", "FAIL", /sums/],
];

test("each disaster is reported as what it is, and the specs after it pass", async (t) => {
  await inFolder(async (out) => {
    const { code, output } = await runLab([...only, "--grep", "disasters", "--out", out]);
    const record = readRecord(out);
    for (const [spec, outcome, reason] of expected) {
      const result = findResult(record, `disasters: ${spec}`, cell);
      t.is(result?.outcome, outcome, `${spec}: ${result?.reason ?? "no result"}`);
      if (reason) t.regex(result?.reason ?? "", reason, spec);
      if (outcome !== "PASS") t.regex(result?.reproduce ?? "", /^npm run lab -- .*--grep/, spec);
    }
    t.is(code, 1, output);
    t.deepEqual(processesWith(out), []);
  });
});
