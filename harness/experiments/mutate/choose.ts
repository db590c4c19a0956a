// SPDX-License-Identifier: GPL-2.0-only
// Which specs are tried on a mutant, in which order. Pure.
import { cells, type CellSpec } from "../../../lab/matrix.ts";
import { isIn, skipReason } from "../../spec/registry.ts";
import { grepPattern } from "../../run/options.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import type { Mutant } from "./mutant.ts";
import type { Batch } from "../kernels/kernel-runner.ts";

/** Whether the kernel of the cells has a driver. */
type HasDriver = (driver: string) => boolean;

/** Modules alone are built of a mutant, no headers are installed. */
const has = { uapi: false };

/** The specs that mean something in a cell. A proof of the cell itself says nothing about a driver. */
function meaningful(specs: readonly PlannedSpec[], cell: CellSpec, hasDriver: HasDriver): readonly PlannedSpec[] {
  return specs.filter(
    ({ spec: { needs } }) => needs.proof !== true && skipReason(needs, cell, hasDriver, has) === undefined,
  );
}

/** First what the mutant names, a batch for each of its patterns and cells: the first one is expected to see it. */
export function namedBatches(mutant: Mutant, specs: readonly PlannedSpec[], hasDriver: HasDriver): readonly Batch[] {
  const places = cells({ profile: "full", ids: mutant.cells });
  return mutant.specs.flatMap((pattern) => {
    const chosen = specs.filter(({ id }) => grepPattern(pattern)(id));
    return places.map((cell) => ({ cell, specs: meaningful(chosen, cell, hasDriver) })).filter(isWork);
  });
}

/** Then the rest: the default profile's specs in its cells, and in those that the mutant names. */
export function otherBatches(mutant: Mutant, specs: readonly PlannedSpec[], hasDriver: HasDriver): readonly Batch[] {
  const ids = [...mutant.cells, ...cells({ profile: "default", sides: ["patched"] }).map(({ id }) => id)];
  const named = namedBatches(mutant, specs, hasDriver);
  const usual = specs.filter(({ spec }) => isIn("default", spec.needs));
  return cells({ profile: "full", ids })
    .map((cell) => {
      const done = named.filter((batch) => batch.cell.id === cell.id).flatMap((batch) => batch.specs);
      return { cell, specs: meaningful(usual, cell, hasDriver).filter((spec) => !done.includes(spec)) };
    })
    .filter(isWork);
}

function isWork({ specs }: Batch): boolean {
  return specs.length > 0;
}
