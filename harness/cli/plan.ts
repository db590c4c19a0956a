// SPDX-License-Identifier: GPL-2.0-only
import type { Command } from "@commander-js/extra-typings";
import { planRecord } from "../run/plan-record.ts";
import { runSpecs } from "../run/chosen-specs.ts";
import { addedDrivers, makePlan, type PlannedCell } from "../run/plan.ts";
import { choiceRecord, renderChoice } from "../run/choice-text.ts";
import type { RunOptions } from "../run/options.ts";
import { patchRecord, renderPatch } from "../run/plan-patch-text.ts";
import { isUntestable } from "../run/untested.ts";
import { planPatch, type PatchConflict, type PatchPlan } from "../run/plan-patch.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds, readRunOptions, sayNotes } from "./arguments.ts";
import { chosenOptions, lookAround } from "./look.ts";
import { addCount, addFilters, addKernel, addRunning } from "./options.ts";
import type { RawOptions } from "./raw-options.ts";

/** `plan`: what a run would do; for a patch, whether it applies and which specs it affects. Runs nothing. */
export function plan(program: Command): void {
  const command = program
    .command("plan")
    .description("list the cells and specs of a run, and which of them a --patch affects; runs nothing");
  addCount(addRunning(addKernel(addFilters(command))))
    .option("--json", "for programs")
    .action(async (raw) => {
      const options = await chosenOptions(raw, await readRunOptions(raw));
      sayNotes(options);
      const specs = await runSpecs(options);
      const planned = isUntestable(options) ? [] : makePlan(specs, options.filters, await addedDrivers(options.series));
      const { choice } = options;
      const patches = raw.patch === undefined ? [] : await planPatches(raw, options, planned);
      if (raw.json) {
        const record = {
          ...planRecord(planned),
          ...(choice === undefined ? {} : { choice: choiceRecord(choice) }),
          ...(patches.length === 0 ? {} : { patch: patches.map(patchRecord) }),
        };
        console.log(JSON.stringify(record, null, 2));
      } else
        console.log(
          [
            renderPlan(planned),
            ...patches.map(renderPatch),
            ...(choice === undefined ? [] : [renderChoice(choice)]),
          ].join("\n\n"),
        );
      if (patches.some((patch) => "error" in patch)) process.exitCode = 2;
    });
}

/** The patch on each kernel of the run. */
async function planPatches(
  raw: RawOptions,
  options: RunOptions,
  planned: readonly PlannedCell[],
): Promise<readonly (PatchPlan | PatchConflict)[]> {
  await ensureHost(hostNeeds(raw));
  using looking = lookAround(options.jobs);
  const patches: (PatchPlan | PatchConflict)[] = [];
  for (const kernel of options.filters.kernels ?? [undefined]) {
    const own = planned.filter(({ cell }) => cell.kernel === kernel);
    patches.push(await planPatch(options, kernel, own, looking.context));
  }
  return patches;
}

/** A block a cell: its specs, and those that mean nothing in it with the reason. */
export function renderPlan(planned: readonly PlannedCell[]): string {
  const count = planned.flatMap(({ specs }) => specs).filter(({ skip }) => skip === undefined).length;
  const blocks = planned.map(({ cell, specs }) =>
    [
      cell.id,
      ...specs.map(({ planned: { id }, skip }) => (skip === undefined ? `  ${id}` : `  - ${id} (skipped: ${skip})`)),
    ].join("\n"),
  );
  return [...blocks, `${planned.length} cells, ${count} specs to run`].join("\n\n");
}
