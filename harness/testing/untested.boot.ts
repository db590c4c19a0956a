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

interface Asked {
  readonly patch: string;
  readonly device: string;
  readonly grep: string;
}

/** Runs some specs on one of the patches beside this file, on one machine. */
async function judged(t: ExecutionContext, { patch, device, grep }: Asked, look: (found: Judged) => void) {
  await inFolder(async (out) => {
    const file = path.join(import.meta.dirname, "patches", patch);
    const where = ["--profile", "quick", "--device", device, "--iommu", "off", "--grep", grep, "--out", out];
    const { code, output } = await runLab(["--patch", file, ...where]);
    t.log(output.split("\n").slice(-12).join("\n"));
    const report = (name: string): string => readFileSync(path.join(out, "latest", name), "utf8");
    look({ code, record: readRecord(out), report });
  });
}

const everyInterrupt = { patch: "every-interrupt.patch", device: "e1000e" };

test("a patch whose code runs with each interrupt: it passes what shows nothing of it, and its lines are counted", async (t) => {
  await judged(t, { ...everyInterrupt, grep: "/^(cell|network):/" }, ({ code, record: { verdict } }) => {
    t.is(code, 0);
    t.like(verdict, { conclusion: "pass", ran: { anything: true, notBuilt: [] } });
    t.regex(verdict?.sentence ?? "", /; ran [1-9]\d* of [1-9]\d* changed lines?/);
  });
});

test("the bug in it is found where an MTU switches the interrupts' throttling off", async (t) => {
  await judged(t, { ...everyInterrupt, grep: "/^mtu:/" }, ({ code, record: { verdict, results } }) => {
    t.is(code, 1);
    t.is(verdict?.conclusion, "fail");
    t.true((verdict?.regressions.length ?? 0) > 0);
    t.true(results.some(({ side, reason = "" }) => side === "patched" && /e1000_intr_msix_rx/.test(reason)));
  });
});

test("a patch to a driver that no machine of the run has is UNTESTED, in every report", async (t) => {
  const asked = { patch: "no-virtual-function.patch", device: "igb", grep: "/^(cell|network):/" };
  await judged(t, asked, ({ code, record: { verdict, results }, report }) => {
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
