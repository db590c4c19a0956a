// SPDX-License-Identifier: GPL-2.0-only
// Which specs say something of what a run is about.
import { isIn } from "../spec/registry.ts";
import type { Choice } from "./choose.ts";
import { loadSpecs } from "./load-specs.ts";
import type { RunOptions } from "./options.ts";
import type { PlannedSpec } from "./plan.ts";

/**
 * The specs of a run. Where the patch chose its machines, those for the lab's own driver are there only if that is put on
 * both sides, and then the quick ones: the patch is not about that driver.
 */
export async function runSpecs(options: RunOptions): Promise<readonly PlannedSpec[]> {
  return concernedSpecs(await loadSpecs(options.specs, options), options);
}

/**
 * Those of the specs that are there that a run is about. A patch to a device's driver alone does nothing to another
 * driver that might be put in its place: what VFIO and userspace I/O do is left to the full profile then.
 */
export function concernedSpecs(
  specs: readonly PlannedSpec[],
  { choice, choose, filters }: Pick<RunOptions, "choice" | "choose" | "filters">,
): readonly PlannedSpec[] {
  if (choice === undefined) return specs;
  const driver = choose?.labDriver?.driver;
  const own = filters.profile === "full" ? undefined : onlyDrivers(choice);
  return specs.filter(({ spec: { needs } }) => {
    if (driver !== undefined && needs.driver === driver) return choice.labDriver && isIn("quick", needs);
    return needs.driver === undefined || own?.has(needs.driver) !== false;
  });
}

/** The modules of a patch that touches drivers of devices and nothing else. */
function onlyDrivers({ files }: Choice): ReadonlySet<string> | undefined {
  const found = files.filter(({ untested }) => untested === undefined);
  if (found.length === 0 || found.some(({ devices }) => devices.length === 0)) return undefined;
  return new Set(found.flatMap(({ parts }) => parts.map(({ module }) => module.replaceAll("-", "_"))));
}
