// SPDX-License-Identifier: GPL-2.0-only
// Upstream's own tests in a run: built for a kernel if a cell of it runs them, and why some are not.
import type { Kernel } from "../kernel/types.ts";
import type { Context } from "../host/context.ts";
import { buildCollection, type Built } from "../upstream/build.ts";
import { collectionFamily } from "../upstream/kselftest.ts";
import { reportSpec } from "./cell-results.ts";
import type { CellContext, SideKernel } from "./cell-context.ts";
import { kernelRequest, type KernelName } from "./kernels.ts";
import type { RunOptions } from "./options.ts";
import type { PlannedCell } from "./plan.ts";

/** The collections that cells of a kernel run, built; nothing if none is asked for. */
export async function collectionsFor(
  name: KernelName,
  kernel: Kernel,
  cells: readonly PlannedCell[],
  options: RunOptions,
  context: Context,
): Promise<ReadonlyMap<string, Built>> {
  const built = new Map<string, Built>();
  for (const collection of options.kselftests ?? []) {
    const isIn = ({ spec }: { spec: { family: string } }): boolean => spec.family === collectionFamily(collection);
    const wanted = cells.some(({ specs }) => specs.some(({ planned, skip }) => skip === undefined && isIn(planned)));
    if (wanted)
      built.set(collection, await buildCollection(collection, kernelRequest(name, options), kernel.hash, context));
  }
  return built;
}

/** What cells of a kernel are given: the folders of the collections that there are, and which unit tests run. */
export function selectTests(
  built: ReadonlyMap<string, Built>,
  { kunit }: Pick<RunOptions, "kunit">,
): Pick<SideKernel, "kselftests" | "kunit"> {
  const folders = [...built].flatMap(([name, one]) => ("folder" in one ? [[name, one.folder] as const] : []));
  return {
    ...(folders.length === 0 ? {} : { kselftests: Object.fromEntries(folders) }),
    ...(kunit === undefined ? {} : { kunit }),
  };
}

/** A cell in which the specs of collections that there are not are skipped, with the reason. */
export function withoutMissing(planned: PlannedCell, built: ReadonlyMap<string, Built>): PlannedCell {
  const reasons = new Map(
    [...built].flatMap(([name, one]) => ("skip" in one ? [[collectionFamily(name), one.skip] as const] : [])),
  );
  if (reasons.size === 0) return planned;
  const specs = planned.specs.map((one) => ({ ...one, skip: one.skip ?? reasons.get(one.planned.spec.family) }));
  return { ...planned, specs };
}

/** A cell without the specs of collections that do not build: they have failed, and that is said. */
export function withoutBroken(
  planned: PlannedCell,
  built: ReadonlyMap<string, Built>,
  run: Pick<CellContext, "emit" | "reproduce" | "round">,
): PlannedCell {
  const errors = new Map(
    [...built].flatMap(([name, one]) => ("broken" in one ? [[collectionFamily(name), one.broken] as const] : [])),
  );
  const specs = planned.specs.filter(({ planned: { id, spec }, skip }) => {
    const error = skip === undefined ? errors.get(spec.family) : undefined;
    if (error === undefined) return true;
    const detail = error.output === undefined ? {} : { detail: error.output };
    reportSpec(planned.cell, run, { spec: id, outcome: "FAIL", reason: error.message, cause: error.why, ...detail });
    return false;
  });
  return { ...planned, specs };
}
