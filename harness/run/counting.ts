// SPDX-License-Identifier: GPL-2.0-only
// Coverage of a series is measured beside the machines that judge it: which kernels count, and where else to count if
// the first machines ran nothing of it.
import { flavourFacts, type Flavour } from "../../lab/flavour.ts";
import { cellAt, countedConfigurations, cellConfiguration } from "../../lab/matrix.ts";
import { KernelError, LabError } from "../host/errors.ts";
import type { Kernel } from "../kernel/types.ts";
import type { Coverage, CoverageSubject, Emit } from "../record/model.ts";
import { summarizeCoverage } from "../verdict/ran.ts";
import { coverageSubject } from "./coverage.ts";
import type { KernelName } from "./kernels.ts";
import { kernelTarget, type Filters, type RunOptions } from "./options.ts";
import type { PlannedCell } from "./plan.ts";

/** Whether a kernel measures coverage of the series. */
export const counts = ({ flavour }: Pick<KernelName, "flavour">): boolean => flavourFacts[flavour].counts === true;

/** What can be counted in the kernels of a run, by their hashes. */
export class CoverageSubjects {
  readonly #known = new Map<string, CoverageSubject>();

  /** Says what can be counted in a kernel, if it counts. */
  async announce(name: KernelName, kernel: Kernel | undefined, options: RunOptions, emit: Emit): Promise<void> {
    if (kernel?.coverage === undefined) return;
    const subject = await coverageSubject(kernel.coverage, kernelTarget(options, name.kernel).series);
    this.#known.set(kernel.hash, subject);
    emit({ type: "coverage-subject", source: "build", subject });
  }

  of(kernel: Kernel): CoverageSubject | undefined {
    return this.#known.get(kernel.hash);
  }
}

/** The cells of a plan that count as well, since those that counted ran nothing of the series; undefined if there is no need. */
export function elsewhere(
  plan: readonly PlannedCell[],
  { filters }: Pick<RunOptions, "filters">,
  coverage: Coverage | undefined,
): { readonly name: KernelName; readonly filters: Filters } | undefined {
  if (filters.count !== true) return undefined;
  if (coverage === undefined || coverage.cells.length === 0) return undefined;
  const ran = summarizeCoverage(coverage);
  // Where the patch chose its machines each of them is there for some of it: error recovery needs another root port.
  const open = filters.countAll === true && ran !== undefined && ran.neverEntered.length > 0;
  if (ran?.anything !== false && !open) return undefined;
  const configurations = plan.flatMap(({ cell }) => (cell.side === "patched" ? [cellConfiguration(cell)] : []));
  const left = countedConfigurations(configurations, true, filters)
    .map((configuration) => cellAt("patched", configuration))
    .filter(({ id }) => !coverage.cells.includes(id));
  const [first] = left;
  if (first === undefined) return undefined;
  const { side, flavour, kernel } = first;
  const name: KernelName = { side, flavour, ...(kernel === undefined ? {} : { kernel }) };
  return { name, filters: { ...filters, count: false, ids: left.map(({ id }) => id) } };
}

/**
 * A kernel with counters that does not build, or boot, says nothing of the series: the same without counters is judged
 * beside it. Then it is the lab that cannot count.
 */
export function labsIfCounting(flavour: Flavour, error: unknown): unknown {
  if (flavour !== "counted" || !(error instanceof KernelError)) return error;
  const { why, output, message } = error;
  const told = output === undefined ? {} : { output };
  return new LabError(`the kernel with coverage: ${message}`, { why, cause: error, ...told });
}
