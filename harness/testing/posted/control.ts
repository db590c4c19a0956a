// SPDX-License-Identifier: GPL-2.0-only
// Runs the specs on the posted driver, brought forward, and looks whether they found what is wrong with it.
import type { ExecutionContext, TestFn } from "ava";
import type { RunRecord } from "../../record/model.ts";
import { inFolder, processesWith, readRecord, runLab } from "../lab.ts";
import { works, worksIn, type Defect } from "./defects.ts";
import { grepPattern, missed, findOutcomes } from "./judge.ts";
import { havePostedMail, postedMail } from "./mail.ts";

/** A test with the mail that holds the posted driver. Without it it is skipped, and says so. */
export function withMail(test: TestFn, title: string, body: (t: ExecutionContext) => Promise<void>): void {
  if (havePostedMail()) test(title, body);
  else test.skip(`${title} (the mail that holds it is not beside this repository)`, () => undefined);
}

interface Control {
  readonly defects: readonly Defect[];
  /** More of the command line. */
  readonly args?: readonly string[];
  /** What else must be so. */
  readonly check?: (t: ExecutionContext, record: RunRecord) => void;
}

/** A test that each of the defects is found. */
export function control(test: TestFn, title: string, { defects, args = [], check }: Control): void {
  withMail(test, title, async (t) => {
    await inFolder(async (out) => {
      const cells = [...new Set(defects.map(({ cell }) => cell))];
      const grep = grepPattern([...defects.map(({ spec }) => spec), ...works]);
      const what = ["--patch", postedMail, "--port", ...args, "--cell", ...cells, "--grep", grep];
      const { code, output } = await runLab([...what, "--no-repeat-failures", "--out", out]);
      t.is(code, 1, output);
      const record = readRecord(out);
      t.deepEqual(missed(record, defects), []);
      if (cells.includes(worksIn))
        for (const spec of works) t.deepEqual(findOutcomes(record, worksIn, spec), ["PASS"], String(spec));
      const lost = record.results.filter(({ outcome }) => outcome === "MISS" || outcome === "ERROR");
      t.deepEqual(lost, [], "the lab lost nothing");
      check?.(t, record);
      t.deepEqual(processesWith(out), []);
    });
  });
}
