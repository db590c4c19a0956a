// SPDX-License-Identifier: GPL-2.0-only
// The glue that a spec file imports. In a cell (MSIXLAB_CELL) each spec becomes a serial AVA test; elsewhere the file
// only lists its specs.
import { Journal } from "../record/journal-writer.ts";
import { readCellRun } from "./cell-run.ts";
import { onSpec } from "./registry.ts";
import { isFine, Runtime } from "./runtime.ts";

export type { SpecContext } from "./context.ts";
export { family } from "./registry.ts";
export { notApplicable } from "./skip.ts";
export { openUserland } from "./userland.ts";

const run = readCellRun();
if (run !== undefined) {
  const { default: test } = await import("ava");
  const journal = new Journal(run.journal);
  const runtime = new Runtime(run, (event) => journal.write(event));
  const wanted = new Set(run.specs.map(({ id }) => id));
  onSpec((spec) => {
    if (!wanted.has(spec.id)) return;
    test.serial(spec.id, async (t) => {
      const result = await runtime.runSpec(spec, t);
      // The result is in the journal; AVA is only told so that its own exit code is true.
      if (isFine(result)) t.pass();
      else t.fail(`${result.outcome}: ${result.reason ?? ""}`);
    });
  });
  test.after.always(async () => {
    await runtime[Symbol.asyncDispose]();
  });
}
