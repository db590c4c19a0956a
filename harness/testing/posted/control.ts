// SPDX-License-Identifier: GPL-2.0-only
// Runs the specs on the posted driver and looks whether they found what is wrong with it.
import path from "node:path";
import type { TestFn } from "ava";
import { inFolder, processesWith, readRecord, runLab } from "../lab.ts";
import { works, worksIn, type Defect } from "./defects.ts";
import { grepOf, missed, outcomesOf } from "./judge.ts";
import { havePostedMail, writePostedSeries } from "./series.ts";

/** A test that each of the defects is found. Without the mail that holds the driver it is skipped, and says so. */
export function control(test: TestFn, title: string, defects: readonly Defect[]): void {
  if (!havePostedMail()) {
    test.skip(`${title} (the mail that holds it is not beside this repository)`, () => undefined);
    return;
  }
  test(title, async (t) => {
    await inFolder(async (folder) => {
      const series = path.join(folder, "series");
      await writePostedSeries(series);
      const cells = [...new Set(defects.map(({ cell }) => cell))];
      const grep = grepOf([...defects.map(({ spec }) => spec), ...works]);
      const { code, output } = await runLab(["--series", series, "--cell", ...cells, "--grep", grep, "--out", folder]);
      t.is(code, 1, output);
      const record = readRecord(folder);
      t.deepEqual(missed(record, defects), []);
      if (cells.includes(worksIn))
        for (const spec of works) t.deepEqual(outcomesOf(record, worksIn, spec), ["PASS"], String(spec));
      const lost = record.results.filter(({ outcome }) => outcome === "MISS" || outcome === "ERROR");
      t.deepEqual(lost, [], "the lab lost nothing");
      t.deepEqual(processesWith(folder), []);
    });
  });
}
