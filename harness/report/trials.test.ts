// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { MutantRecord, MutationRecord } from "../record/mutation.ts";
import { regressionsExitCode, type RegressionRecord, type RegressionsRecord } from "../record/regressions.ts";
import { renderTrialsHtml } from "./html/trials.tsx";
import { mutationView } from "./mutation-view.ts";
import { regressionsView } from "./regressions-view.ts";
import { renderTrialsMarkdown, renderTrialsText } from "./trials-write.ts";

const one = (status: RegressionRecord["status"], more: Partial<RegressionRecord> = {}): RegressionRecord => ({
  ...{ name: `igb-${status}`, breaks: "igb: a lock is missing", fix: '72ddef0506da ("igb: Take it")', status },
  ...{ shows: "igb up -> oops", where: ["igb/iommu-off/debug"], cells: ["igb/iommu-off"], why: `it is ${status}` },
  ...{ ran: 7, seconds: 31, ...more },
});

const record: RegressionsRecord = {
  ...{ schemaVersion: 1, id: "r1", command: "npm run lab -- regressions", startedAt: "2026-11-29T10:00:00Z" },
  ...{ seconds: 600, kernel: "linux-source-6.12", profile: "default", sound: 40, broken: [], notes: [], exitCode: 1 },
  regressions: [
    one("found", { spec: "net: up and down", cell: "patched/igb/iommu-off", how: "splat" }),
    one("hidden", { why: "QEMU has no such thing", cells: [] }),
    one("missed"),
  ],
};

test("what was missed says what it shows, where, and where it was tried; what QEMU cannot show is not counted", (t) => {
  const text = renderTrialsText(regressionsView(record));
  t.regex(text, /^igb-found {3}found {6}splat .* 31 s {2}net: up and down in igb\/iommu-off$/m);
  t.regex(text, /missed: igb-missed: igb: a lock is missing\n {2}it is missed\n {2}fixed by 72ddef0506da/);
  t.regex(text, /\n {2}where: igb\/iommu-off\/debug\n {2}tried in igb\/iommu-off\n/);
  t.notRegex(text, /^hidden: /m);
  t.regex(text, /1 of 2 regressions found, 1 missed; 1 that QEMU cannot show; 40 specs passed without a patch/);
});

test("each is in the Markdown table and on the page, with the fix that it undoes", (t) => {
  const text = renderTrialsMarkdown(regressionsView(record));
  const rows = text.split("\n").filter((line) => line.startsWith("| igb-"));
  t.deepEqual(
    rows.map((row) => row.split(" | ")[0]),
    ["| igb-missed", "| igb-hidden", "| igb-found"],
  );
  const page = renderTrialsHtml(regressionsView(record));
  for (const part of ["msixlab regressions", "igb-missed", "72ddef0506da", "found (the kernel complained)"])
    t.true(page.includes(part), part);
});

test("0 if all that can be shown are found; the lab's failures before all else", (t) => {
  t.is(regressionsExitCode([one("found"), one("hidden")]), 0);
  t.is(regressionsExitCode([one("found"), one("missed")]), 1);
  t.is(regressionsExitCode([one("missed"), one("error")]), 2);
  t.is(regressionsExitCode([one("error"), one("miss")]), 3);
  t.is(regressionsExitCode([]), 3);
});

const diff = "diff --git a/d/a.c b/d/a.c\n--- a/d/a.c\n+++ b/d/a.c\n@@ -3,1 +3,1 @@ probe()\n-\tkick(dev);\n+\t;\n";

function mutant(status: MutantRecord["status"]): MutantRecord {
  const place = { operator: "call", file: "d/a.c", function: "probe", line: 3, diff, cells: ["igb/iommu-off"] };
  const breaks = "a.c:3, probe(): call removed: kick(dev);";
  return { name: `a-${status}`, breaks, status, why: `it is ${status}`, ran: 7, seconds: 31, generated: place };
}

test("generated mutants: the seed, kill rates, and of survivors function, line and diff", (t) => {
  const { regressions: _, kernel, profile, ...common } = record;
  const mutation: MutationRecord = {
    ...common,
    series: { name: "no patches", path: ".", patches: [] },
    generation: { seed: 7, files: ["d/a.c"], functions: 12, possible: 340, kernel, profile },
    mutants: [mutant("killed"), mutant("survived"), mutant("unbuilt")],
  };
  const view = mutationView(mutation);
  const text = renderTrialsText(view);
  t.regex(text, /survived: a-survived: a\.c:3, probe\(\): call removed: kick\(dev\);\n {2}it is survived\n/);
  t.regex(text, /\n {2}tried in igb\/iommu-off\n {2}-\tkick\(dev\);\n {2}\+\t;\n/);
  t.notRegex(text, /^unbuilt: /m);
  t.regex(text, /note: 3 mutants of 340 possible in 12 functions of d\/a\.c; --seed 7 makes the same again/);
  t.regex(text, /note: killed, by operator: call: 1 of 2 \(50 %\)\n/);
  t.regex(text, /1 of 2 mutants killed \(50 %\), 1 survived; not counted: 1 that the compiler refuses;/);
  t.true(renderTrialsMarkdown(view).includes(`### a-survived: survived\n\n\`\`\`diff\n${diff}`));
  const page = renderTrialsHtml(view);
  for (const part of ["no patches", "a-killed"]) t.is(page.includes(part), part === "a-killed", part);
  t.regex(page, /<article class="box">[^]*a-survived[^]*<span class="del">-\tkick\(dev\);/);
});
