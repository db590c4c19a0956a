// SPDX-License-Identifier: GPL-2.0-only
// A green says something of a patch only if its code ran: what ran is said, and where nothing did it is no pass.
import { readFileSync } from "node:fs";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import type { RunRecord } from "../record/model.ts";
import { inFolder, readRecord, runLab } from "./lab.ts";

interface Judged {
  readonly code: number | null;
  readonly record: RunRecord;
  readonly report: (name: string) => string;
}

/** Runs the lab on one of the patches beside this file, on one machine. */
async function judged(t: ExecutionContext, patch: string, device: string, look: (found: Judged) => void) {
  await inFolder(async (out) => {
    const file = path.join(import.meta.dirname, "patches", patch);
    const where = ["--profile", "quick", "--device", device, "--iommu", "off", "--out", out];
    const { code, output } = await runLab(["--patch", file, ...where]);
    t.log(output.split("\n").slice(-12).join("\n"));
    const report = (name: string): string => readFileSync(path.join(out, "latest", name), "utf8");
    look({ code, record: readRecord(out), report });
  });
}

test("a patch whose code runs with each interrupt: it passes, and its lines are counted", async (t) => {
  await judged(t, "every-interrupt.patch", "e1000e", ({ code, record: { verdict } }) => {
    t.is(code, 0);
    t.like(verdict, { conclusion: "pass", ran: { anything: true, notBuilt: [] } });
    t.regex(verdict?.sentence ?? "", /; ran [1-9]\d* of [1-9]\d* changed lines?/);
  });
});

test("a patch to a driver that no machine of the run has is UNTESTED, in every report", async (t) => {
  await judged(t, "no-virtual-function.patch", "igb", ({ code, record: { verdict, results }, report }) => {
    t.is(code, 4);
    t.is(verdict?.conclusion, "untested");
    t.regex(verdict?.sentence ?? "", /^No code of the series ran: ran 0 of \d+ changed lines? \(.*never entered\)/);
    t.true(results.some(({ side, outcome }) => side === "patched" && outcome === "PASS"));
    t.regex(report("results.ktap"), /^not ok \d+ code of the series ran # ERROR UNTESTED/m);
    t.regex(report("junit.xml"), /<error message="UNTESTED: ran 0 of/);
    t.regex(report("summary.md"), /^## ⚠️ No code of the series ran/m);
  });
});

test("a patch to another architecture is UNTESTED for that reason, without a kernel or a machine", async (t) => {
  await inFolder(async (out) => {
    const file = path.join(import.meta.dirname, "patches/other-architecture.patch");
    const { code, output } = await runLab(["--patch", file, "--out", out]);
    t.is(code, 4, output);
    const { verdict, kernels, cells } = readRecord(out);
    t.is(verdict?.conclusion, "untested");
    t.regex(verdict?.sentence ?? "", /^No code of the series ran: arch\/arm64\/\S+: it is for another architecture\.$/);
    t.deepEqual([kernels, cells], [[], []]);
  });
});
