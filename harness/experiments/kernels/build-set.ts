// SPDX-License-Identifier: GPL-2.0-only
// The builds of an experiment, each made when it is first asked for, and once: kernels to compare with, and what a change
// makes of one. Only what differs is compiled; where that is modules alone, the machine that is booted already gets those.
import type { Kernel } from "../../kernel/types.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import { readDrivers } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import type { KernelRunner, RunTarget } from "./kernel-runner.ts";
import { KernelRunners } from "./kernel-runners.ts";
import type { ModuleDelta } from "./module-delta.ts";

/** A kernel, and where specs run on it. */
export interface Build {
  readonly kernel: Kernel;
  readonly drivers: ReadonlySet<string>;
  readonly runner: KernelRunner;
  readonly target: RunTarget;
  /** How it differs from what it was made of: not at all, in modules alone, or it is a kernel of its own. */
  readonly made: ModuleDelta["kind"];
}

/** What the results of a build are told apart by, and the folder of a kernel that is booted for it: the run's own unless told. */
interface Name {
  readonly name: string;
  readonly folder?: string;
  /** Whether machines are booted with modules that differ: those that are there already have the old ones in use. */
  readonly bootsModules?: boolean;
}

export class BuildSet {
  readonly #run: AuxiliaryRun;
  readonly #runners: KernelRunners;
  readonly #builds = new Map<string, Promise<Build>>();
  /** One build at a time: make uses all the CPUs it may. */
  #building: Promise<unknown> = Promise.resolve();

  constructor(options: RunOptions, specs: readonly PlannedSpec[], run: AuxiliaryRun) {
    this.#run = run;
    this.#runners = new KernelRunners(options, specs, run);
  }

  /** A kernel that others are compared with, and a folder with modules that its machines get, if there is one. */
  reference(
    key: string,
    { name, folder }: Name,
    make: () => Promise<{ readonly kernel: Kernel; readonly modules?: string | undefined }>,
  ): Promise<Build> {
    return this.#once(key, async () => {
      const { kernel, modules } = await make();
      return this.#boot(kernel, { name, modules }, folder);
    });
  }

  /** What a change makes of a reference, after those that were asked for before. @throws if it does not apply or build. */
  variant(
    key: string,
    { name, folder, bootsModules = false }: Name,
    reference: Promise<Build>,
    make: (kernel: Kernel) => Promise<ModuleDelta>,
  ): Promise<Build> {
    return this.#once(key, async () => {
      const before = await reference;
      const building = this.#building.then(() => {
        this.#run.signal.throwIfAborted();
        return make(before.kernel);
      });
      this.#building = building.catch(() => undefined);
      const delta = await building;
      if (delta.kind === "kernel") return this.#boot(delta.kernel, { name, modules: undefined }, folder);
      if (delta.kind === "modules" && bootsModules) {
        const booted = await this.#boot(before.kernel, { name, modules: undefined }, folder, delta.folder);
        return { ...booted, made: delta.kind };
      }
      const modules = delta.kind === "modules" ? delta.folder : before.target.modules;
      return { ...before, target: { name, modules }, made: delta.kind };
    });
  }

  async #boot(kernel: Kernel, target: RunTarget, folder: string | undefined, changed?: string): Promise<Build> {
    const [runner, drivers] = [await this.#runners.of(kernel, folder, changed), await readDrivers(kernel)];
    return { kernel, drivers, runner, target, made: "kernel" };
  }

  #once(key: string, make: () => Promise<Build>): Promise<Build> {
    const known = this.#builds.get(key);
    if (known !== undefined) return known;
    const build = make();
    build.catch(() => undefined);
    this.#builds.set(key, build);
    return build;
  }
}
