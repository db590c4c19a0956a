// SPDX-License-Identifier: GPL-2.0-only
// The kernels of a group: one without any of its patches, and what each makes of it.
import { rm } from "node:fs/promises";
import path from "node:path";
import type { Flavour } from "../../../lab/flavour.ts";
import { namedPaths } from "../../series/scan.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import { kernelRequest, obtainKernel } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { BuildSet, type Build } from "../kernels/build-set.ts";
import { buildModuleDelta } from "../kernels/module-delta.ts";
import type { ChosenRun } from "./group.ts";

export class GroupBuilds {
  readonly #options: RunOptions;
  readonly #run: AuxiliaryRun;
  readonly #builds: BuildSet;

  /** `options` are those of any of the group. */
  constructor(options: RunOptions, specs: readonly PlannedSpec[], run: AuxiliaryRun) {
    [this.#options, this.#run] = [options, run];
    this.#builds = new BuildSet(options, specs, run);
  }

  /** The kernel as it is. */
  base(flavour: Flavour): Promise<Build> {
    return this.#builds.reference(`base ${flavour}`, { name: "base", folder: `base-${flavour}` }, async () => ({
      kernel: await obtainKernel({ side: "base", flavour }, this.#options, this.#run.context),
    }));
  }

  /** The kernel with a patch: its machines boot with it, since most drivers are loaded by then. */
  build({ patch, options }: ChosenRun, flavour: Flavour): Promise<Build> {
    const { name, text } = patch;
    const folder = variantFolder(name, flavour);
    return this.#builds.variant(folder, { name, folder, bootsModules: true }, this.base(flavour), (kernel) => {
      const request = kernelRequest({ side: "patched", flavour }, options);
      return buildModuleDelta({ key: text, files: namedPaths(text), request }, kernel, this.#run.context);
    });
  }

  /** Removes the snapshots of a patch's machines: there is no room for those of all. */
  async forget({ patch }: ChosenRun, flavours: readonly Flavour[]): Promise<void> {
    for (const flavour of new Set(flavours))
      await rm(path.join(this.#run.folder.scratch, variantFolder(patch.name, flavour)), {
        recursive: true,
        force: true,
      });
  }
}

const variantFolder = (name: string, flavour: Flavour): string => `${name}-${flavour}`;
