// SPDX-License-Identifier: GPL-2.0-only
// The kernels without a mutant, and what each mutant makes of them.
import type { Flavour } from "../../../lab/flavour.ts";
import { namedPaths } from "../../series/scan.ts";
import { kernelRequest, obtainKernel } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { BuildSet, type Build } from "../kernels/build-set.ts";
import { buildModuleDelta, unmutatedModules } from "../kernels/module-delta.ts";
import { withPatch } from "../patch-header.ts";
import type { Mutant } from "./mutant.ts";

export class MutantBuilds {
  readonly #options: RunOptions;
  readonly #run: AuxiliaryRun;
  readonly #builds: BuildSet;

  constructor(options: RunOptions, specs: readonly PlannedSpec[], run: AuxiliaryRun) {
    [this.#options, this.#run] = [options, run];
    this.#builds = new BuildSet(options, specs, run);
  }

  /** The series without a mutant. */
  unmutated(flavour: Flavour): Promise<Build> {
    return this.#builds.reference(`unmutated ${flavour}`, { name: "unmutated" }, async () => {
      const { context } = this.#run;
      const kernel = await obtainKernel({ side: "patched", flavour }, this.#options, context);
      const delta = await unmutatedModules(kernel, this.#options.series, context);
      return { kernel, modules: delta.kind === "modules" ? delta.folder : undefined };
    });
  }

  /** Builds a mutant while others are being tried. */
  build(mutant: Mutant, flavour: Flavour): Promise<Build> {
    const { name, text } = mutant;
    const folder = `${name}-${flavour}`;
    return this.#builds.variant(`mutant ${folder}`, { name, folder }, this.unmutated(flavour), (kernel) => {
      const series = withPatch(this.#options.series, mutant);
      const request = { ...kernelRequest({ side: "patched", flavour }, this.#options), series };
      return buildModuleDelta({ key: text, files: namedPaths(text), request }, kernel, this.#run.context);
    });
  }
}
