// SPDX-License-Identifier: GPL-2.0-only
// What `plan` found out about a patch, for people and for programs.
import type { Concern } from "./concern.ts";
import type { PatchConflict, PatchPlan } from "./plan-patch.ts";

/** For programs. */
export function patchRecord(patch: PatchPlan | PatchConflict): object {
  if (!("error" in patch)) {
    const { files, ...rest } = patch;
    // The lines are for those that count them.
    return { ...rest, applies: true, files: files.map(({ lines: _, ...file }) => file) };
  }
  const { name, kernel, files, error } = patch;
  return { name, kernel, applies: false, conflict: { ...error.location, reason: error.message }, files };
}

/** For people: a few lines. */
export function renderPatch(patch: PatchPlan | PatchConflict): string {
  if ("error" in patch) {
    const { name, files, error } = patch;
    const shown = [`CONFLICT  ${error.message}`, error.output, error.hint].filter((part) => part !== undefined);
    return [`Patch: ${name}`, `It names ${files.join(", ")}`, ...shown].join("\n");
  }
  const { name, kernel, notes, files, specs } = patch;
  return [
    `Patch: ${name}`,
    `It applies to ${kernel}.`,
    ...notes,
    "It touches",
    ...files.map((file) => `  ${describeFile(file)}`),
    ...describeConcern(specs),
  ].join("\n");
}

function describeFile(file: PatchPlan["files"][number]): string {
  const { insertions, deletions, hunks, functions } = file;
  const what = file.change === "changed" ? `+${insertions} -${deletions}` : file.change;
  const where = functions.length > 0 ? functions.map((name) => `${name}()`).join(", ") : count(hunks, "hunk");
  return `${file.file}  ${what}  ${where}: ${describeOwner(file)}`;
}

function describeOwner({ file, into }: PatchPlan["files"][number]): string {
  if (!/\.[chS]$/.test(file)) return "no code";
  if (into.length === 0) return "not compiled in this kernel";
  const modules = into.filter((name) => name !== "vmlinux");
  const named = modules.length === 0 ? [] : [`${modules.length === 1 ? "module" : "modules"} ${modules.join(", ")}`];
  return [...(into.includes("vmlinux") ? ["built into the kernel"] : []), ...named].join("; ");
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

function describeConcern({ exercise, machine, none, absent, cells }: Concern): string[] {
  const exercising = new Set(exercise.flatMap(({ specs }) => specs)).size;
  const skipped =
    absent === 0 ? [] : [`  ${count(absent, "spec")} will be skipped: their driver is not in this kernel`];
  const bind = cells.length === 0 ? [] : [`  a changed driver binds the device of ${cells.join(", ")}`];
  if (exercising + machine === 0) return ["Nothing in this run exercises what it changes.", ...skipped, ...bind];
  return [
    `${count(exercising, "spec")} of ${exercising + machine + none} exercise${exercising === 1 ? "s" : ""} what it changes`,
    ...exercise.map(
      ({ why, specs }) =>
        `  ${specs.length} by ${why}: ${specs.slice(0, shown).join("; ")}${specs.length > shown ? "; …" : ""}`,
    ),
    `${machine} more run on machines with the changed code but test something else; ${none} are unrelated.`,
    ...skipped,
    ...bind,
  ];
}

/** Specs that are named for each reason. */
const shown = 3;
