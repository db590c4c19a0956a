// SPDX-License-Identifier: GPL-2.0-only
// The negative control, continued: what only a kernel shows that watches its locks and its memory.
import test from "ava";
import { inFolder, readRecord, runLab } from "./lab.ts";
import { control } from "./posted/control.ts";
import { debugDefects, hookDefects } from "./posted/defects.ts";
import { postedHook } from "./posted/mail.ts";
import { grepPattern, findOutcomes } from "./posted/judge.ts";

control(test, "the posted driver on a debug kernel: each defect that it shows is found", { defects: debugDefects });
control(test, "the posted driver with the operation that it was posted for: what only that shows", {
  defects: hookDefects,
  args: postedHook,
});

test("our series passes the same specs on a debug kernel", async (t) => {
  await inFolder(async (out) => {
    const cells = [...new Set(debugDefects.map(({ cell }) => cell))];
    const { code, output } = await runLab([
      ...["--cell", ...cells],
      ...["--grep", grepPattern(debugDefects.map(({ spec }) => spec))],
      ...["--out", out],
    ]);
    t.is(code, 0, output);
    const record = readRecord(out);
    for (const { cell, spec } of debugDefects) t.deepEqual(findOutcomes(record, cell, spec), ["PASS"], String(spec));
  });
});
