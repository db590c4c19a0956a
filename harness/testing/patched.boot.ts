// SPDX-License-Identifier: GPL-2.0-only
// The lab on its own series: every machine, real kernels, real reports.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { devices } from "../../lab/device/index.ts";
import { parseKtap } from "../upstream/ktap.ts";
import { inFolder, processesWith, readRecord, findResult, runLab } from "./lab.ts";

test("on patched, e1000e and igb, IOMMU off and on: nothing fails, every vector fires, five reports", async (t) => {
  await inFolder(async (out) => {
    const { code, output } = await runLab(["--profile", "quick", "--side", "patched", "--out", out]);
    t.is(code, 0, output);
    const record = readRecord(out);
    const bad = record.results.filter(({ outcome }) => outcome !== "PASS" && outcome !== "SKIP");
    t.deepEqual(bad, []);
    t.is(record.cells.length, 4);
    for (const device of ["e1000e", "igb"] as const)
      for (const iommu of ["off", "intel"]) {
        const cell = `patched/${device}/iommu-${iommu}`;
        const { facts = {} } =
          findResult(record, "vectors: each vector wakes its own eventfd and no other", cell) ?? {};
        for (let vector = 0; vector < devices[device].vectors; vector++)
          t.true(Number(facts[`vector ${vector}`]) >= 1, `${cell}: vector ${vector}`);
      }
    for (const name of ["run.json", "results.ktap", "junit.xml", "summary.md", "report.html"])
      t.true(existsSync(path.join(out, "latest", name)), name);
    const ktap = parseKtap(readFileSync(path.join(out, "latest/results.ktap"), "utf8"));
    t.deepEqual(ktap.errors, []);
    t.false(existsSync(path.join(out, "latest/scratch")), "keys and snapshots are gone");
    t.deepEqual(processesWith(out), []);
  });
});
