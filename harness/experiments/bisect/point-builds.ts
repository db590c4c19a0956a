// SPDX-License-Identifier: GPL-2.0-only
// The kernel of each point of a bisection, made from that of its good end.
import { findDevice } from "../../../lab/device/index.ts";
import type { CellSpec } from "../../../lab/matrix.ts";
import { buildKernel } from "../../kernel/index.ts";
import type { KernelRequest } from "../../kernel/types.ts";
import type { RunOptions } from "../../run/options.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { BuildSet, type Build } from "../kernels/build-set.ts";
import { buildModuleDelta } from "../kernels/module-delta.ts";
import { goodEnd } from "./posterior.ts";
import type { Recipe, BisectRange } from "./bisect-range.ts";

export class PointBuilds {
  readonly #range: BisectRange;
  readonly #cell: CellSpec;
  readonly #run: AuxiliaryRun;
  readonly #builds: BuildSet;
  readonly #options: RunOptions;

  constructor(
    range: BisectRange,
    options: RunOptions,
    what: { readonly cell: CellSpec; readonly specs: readonly PlannedSpec[] },
    run: AuxiliaryRun,
  ) {
    [this.#range, this.#cell, this.#run, this.#options] = [range, what.cell, run, options];
    this.#builds = new BuildSet(options, what.specs, run);
  }

  /** @throws what keeps the point from being tried: it does not apply, or does not build. */
  build(point: number): Promise<Build> {
    const { context } = this.#run;
    const good = this.#builds.reference("good-end", { name: "good-end", folder: "good-end" }, () =>
      this.#range.with(goodEnd, context, async (recipe) => ({
        kernel: await buildKernel(this.#request(recipe), context),
      })),
    );
    if (point === goodEnd) return good;
    const name = `${point + 1}`;
    return this.#builds.variant(name, { name, folder: name }, good, (kernel) =>
      this.#range.with(point, context, (recipe) =>
        buildModuleDelta({ ...recipe, request: this.#request(recipe) }, kernel, context),
      ),
    );
  }

  #request({ source, series }: Recipe): KernelRequest {
    const { flavour, side, device } = this.#cell;
    const { filters, settings } = this.#options;
    const devices = [findDevice(device, filters.matrix?.devices)];
    return { source, series, flavour, side, devices, fragments: settings.fragments };
  }
}
