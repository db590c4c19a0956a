// SPDX-License-Identifier: GPL-2.0-only
// `check` on patches that are badly written: those checks that compile no kernel. static.long.ts has all of them.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { root } from "../host/paths.ts";
import { inFolder, processesWith, readRecord, runLab } from "./lab.ts";

const fixtures = path.join(root, "harness/testing/static");

test("what base does not have fails the series, says where, and how to look again", async (t) => {
  await inFolder(async (out) => {
    const series = ["--series", path.join(fixtures, "series"), "--base-patch", path.join(fixtures, "base")];
    const only = ["--only", "checkpatch", "kernel-doc", "uapi"];
    const { code, output } = await runLab(["check", ...series, ...only, "--out", out]);
    t.is(code, 1, output);
    const { verdict, static: checks = [] } = readRecord(out);
    t.is(verdict?.conclusion, "fail");
    t.deepEqual(
      checks.map(({ name, findings }) => [
        name,
        ...new Set(findings.filter(({ grade }) => grade !== "note").map(({ file }) => file)),
      ]),
      [
        ["checkpatch", "drivers/pci/slot.c"],
        ["kernel-doc", "drivers/pci/host-bridge.c"],
        ["uapi", "include/uapi/linux/uio_fixture.h"],
      ],
      output,
    );
    t.is(checks.find(({ name }) => name === "kernel-doc")?.known, 1, "irq.c had one before");
    t.regex(output, /npm run lab -- check .*--series .* --only kernel-doc/);
    t.regex(output, /FAIL +The series fails: 4 new static findings/);
    for (const report of ["report.html", "junit.xml", "results.ktap", "summary.md"])
      t.regex(readFileSync(path.join(out, "latest", report), "utf8"), /pci_fixture_doc|host-bridge/, report);
    t.true(existsSync(path.join(out, "latest/run.json")));
    t.deepEqual(processesWith(out), []);
  });
});

test("what a bare diff lacks, since nobody has sent it yet, is no finding", async (t) => {
  await inFolder(async (out) => {
    const diff = path.join(root, "harness/series/fixtures/p12-bare-git-diff.diff");
    const { code, output } = await runLab(["check", "--patch", diff, "--only", "checkpatch", "--out", out]);
    t.is(code, 0, output);
    const [{ outcome, findings, omitted } = { findings: undefined }] = readRecord(out).static ?? [];
    t.is(outcome, "PASS");
    t.deepEqual(findings, []);
    t.regex(JSON.stringify(omitted), /Signed-off-by and description of /);
  });
});

test("a check that there is not", async (t) => {
  const { code, output } = await runLab(["check", "--only", "spelling"]);
  t.is(code, 2, output);
  t.regex(output, /Allowed choices are checkpatch, kernel-doc/);
});
