// SPDX-License-Identifier: GPL-2.0-only
// Which kernels a plan needs, and which cells are whose.
import { flavours } from "../../lab/flavour.ts";
import { sideNames } from "../../lab/matrix.ts";
import { sameBuild, type KernelName } from "./kernels.ts";
import { kernelTarget, type RunOptions } from "./options.ts";
import type { PlannedCell } from "./plan.ts";

/** The kernels that a plan needs: version by version, flavour by flavour, base first. */
export function kernelsIn(plan: readonly PlannedCell[]): readonly KernelName[] {
  const versions = [...new Set(plan.map(({ cell }) => cell.kernel))];
  return versions.flatMap((kernel) =>
    flavours.flatMap((flavour) =>
      sideNames
        .map((side): KernelName => ({ side, flavour, ...(kernel === undefined ? {} : { kernel }) }))
        .filter((name) => plan.some(ownCells(name))),
    ),
  );
}

/** One patched kernel of each version: flavours have the same series. */
export function oneOfEach(kernels: readonly KernelName[]): readonly KernelName[] {
  const patched = kernels.filter(({ side }) => side === "patched");
  return patched.filter((one, index) => patched.findIndex(({ kernel }) => kernel === one.kernel) === index);
}

/** Tells the cells of one kernel. */
export const ownCells =
  (name: KernelName) =>
  ({ cell }: PlannedCell): boolean =>
    cell.side === name.side && sameBuild(cell, name);

/** The options of a run that do again what was done with one of its kernels. */
export function reproduceWith({ kernel }: KernelName, options: RunOptions): readonly string[] {
  return kernelTarget(options, kernel).reproduce;
}
