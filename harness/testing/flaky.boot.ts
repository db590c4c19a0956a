// SPDX-License-Identifier: GPL-2.0-only
// What fails on patched is run again by itself, on both sides: a regression, newly flaky, flaky, known, or only missed.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { inFolder, processesWith, readRecord, runLab } from "./lab.ts";

const cells = ["--cell", "base/igb/iommu-off", "patched/igb/iommu-off", "--specs", "harness/testing/flaky"];

test("a steady failure, a flaky one, one that was flaky before, a known one, one that the lab missed", async (t) => {
  await inFolder(async (out) => {
    const list = path.join(out, "known.json");
    const entry = { cell: "patched/igb", link: "https://bugs.example/1", expires: "2999-12-31" };
    const known = [
      { ...entry, spec: "always fails", reason: "it is made to" },
      { ...entry, spec: "always passes", reason: "it was made to" },
    ];
    await writeFile(list, JSON.stringify(known));
    const args = [...cells, "--grep", "/always|fails one run|first time/", "--out", out];
    const { code, output } = await runLab([...args, "--known-failures", list], { MSIXLAB_FLAKY: out });
    t.is(code, 1, output);
    const { verdict, repeats = [], results, notes } = readRecord(out);
    const newly = verdict?.regressions.find(({ spec }) => spec === "flaky: fails one run in three on patched");
    t.regex(
      newly?.evidence ?? "",
      /^failed 2 of 4 on patched, passed 7 of 7 on base: newly flaky; chance .*: 1 in 9\.2$/,
    );
    t.is(verdict?.regressions.length, 1);
    const flaky = verdict?.flaky?.find(({ spec }) => spec.includes("on both sides"));
    t.regex(flaky?.evidence ?? "", /^failed 2 of 4 on patched, failed 2 of 7 on base: flaky;/);
    t.deepEqual(
      verdict?.knownFailures.map(({ spec, known: why }) => [spec, why?.reason]),
      [["flaky: always fails on patched", "it is made to"]],
    );
    t.deepEqual(
      verdict?.passesNow?.map(({ spec }) => spec),
      ["always passes"],
    );
    const missed = "flaky: cannot be run the first time";
    const settled = results.filter(({ spec }) => spec === missed).map(({ outcome }) => outcome);
    t.deepEqual(settled, ["PASS", "PASS"]);
    t.is(repeats.filter(({ spec, outcome }) => spec === missed && outcome === "MISS").length, 2);
    t.true(notes.some((note) => /first time: did not run at first .* rerun: PASS/.test(note)));
    for (const word of [/newly flaky/, /Flaky \(1\)/, /now passes, remove it/, /it is made to/]) t.regex(output, word);
    t.deepEqual(processesWith(out), []);
  });
});

test("a series with one flaky spec, that was flaky before: it passes, and the spec is called flaky", async (t) => {
  await inFolder(async (out) => {
    const args = [...cells, "--grep", "/on both sides|always passes/", "--out", out];
    const { code, output } = await runLab(args, { MSIXLAB_FLAKY: out });
    t.is(code, 0, output);
    t.regex(output, /PASS .*\d+ (?:is|are) flaky/);
  });
});
