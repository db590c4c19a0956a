// SPDX-License-Identifier: GPL-2.0-only
import type { Command } from "commander";
import { planRecord } from "../run/plan-record.ts";
import { addedDrivers, loadSpecs, makePlan, type PlannedCell } from "../run/plan.ts";
import { addFilters, addKernel, addRunning, runOptionsOf, sayNotes } from "./arguments.ts";
import type { RawOptions } from "./raw-options.ts";

/** `plan`: what a run would do. Runs nothing. */
export function plan(program: Command): void {
  const command = program.command("plan").description("show the cells and specs of a run; runs nothing");
  addRunning(addKernel(addFilters(command)))
    .option("--json", "for programs")
    .action(async (raw: RawOptions & { json?: boolean }) => {
      const options = await runOptionsOf(raw);
      sayNotes(options);
      const specs = await loadSpecs(options.specs, options);
      const planned = makePlan(specs, options.filters, await addedDrivers(options.series));
      console.log(raw.json ? JSON.stringify(planRecord(planned), null, 2) : renderPlan(planned));
    });
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
