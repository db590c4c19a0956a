// SPDX-License-Identifier: GPL-2.0-only
// Kernels, mutants' modules and machines, each made when it is first asked for, and once.
import type { Flavour } from "../../../lab/flavour.ts";
import type { Kernel } from "../../kernel/types.ts";
import { namedPaths } from "../../series/scan.ts";
import { readDrivers, obtainKernel, kernelRequest } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { buildModuleDelta, unmutatedModules } from "../kernels/module-delta.ts";
import type { KernelRunner, RunTarget } from "../kernels/kernel-runner.ts";
import { KernelRunners } from "../kernels/kernel-runners.ts";
import { mutated, type Mutant } from "./mutant.ts";
import type { BuiltMutant } from "./trial.ts";

interface Ready {
  readonly kernel: Kernel;
  readonly runner: KernelRunner;
  readonly subject: RunTarget;
}

export class Workshop {
  readonly #options: RunOptions;
  readonly #run: AuxiliaryRun;
  readonly #stands: KernelRunners;
  readonly #ready = new Map<Flavour, Promise<Ready>>();
  readonly #builds = new Map<string, Promise<BuiltMutant>>();
  /** One build at a time: make uses all the CPUs it may. */
  #building: Promise<unknown> = Promise.resolve();

  constructor(options: RunOptions, specs: readonly PlannedSpec[], run: AuxiliaryRun) {
    [this.#options, this.#run] = [options, run];
    this.#stands = new KernelRunners(options, specs, run);
  }

  /** The machines of the unmutated series. */
  unmutated(flavour: Flavour): Promise<Ready> {
    return once(this.#ready, flavour, async () => {
      const kernel = await obtainKernel({ side: "patched", flavour }, this.#options, this.#run.context);
      const delta = await unmutatedModules(kernel, this.#options.series, this.#run.context);
      const modules = delta.kind === "modules" ? delta.folder : undefined;
      const runner = await this.#stands.of(kernel);
      return { kernel, runner, subject: { name: "unmutated", modules } };
    });
  }

  /** The drivers of the unmutated kernel. */
  async drivers(): Promise<ReadonlySet<string>> {
    return readDrivers((await this.unmutated("plain")).kernel);
  }

  /** Builds a mutant: after those that were asked for before, while others are being tried. */
  build(mutant: Mutant, flavour: Flavour): Promise<BuiltMutant> {
    return once(this.#builds, `${mutant.name} ${flavour}`, async () => {
      const ready = await this.unmutated(flavour);
      const built = this.#building.then(() => this.#build(mutant, ready));
      this.#building = built.catch(() => undefined);
      return built;
    });
  }

  async #build(mutant: Mutant, { kernel, runner }: Ready): Promise<BuiltMutant> {
    const { context, signal } = this.#run;
    signal.throwIfAborted();
    const { flavour } = kernel;
    const { name, text } = mutant;
    const { series } = this.#options;
    const request = { ...kernelRequest({ side: "patched", flavour }, this.#options), series: mutated(series, mutant) };
    const delta = await buildModuleDelta({ key: text, files: namedPaths(text), request }, kernel, context);
    if (delta.kind === "same") return "same";
    if (delta.kind === "modules") return { runner, subject: { name, modules: delta.folder } };
    const own = await this.#stands.of(delta.kernel, `${name}-${flavour}`);
    return { runner: own, subject: { name, modules: undefined } };
  }
}

function once<K, V>(made: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  value.catch(() => undefined);
  made.set(key, value);
  return value;
}
