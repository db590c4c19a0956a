// SPDX-License-Identifier: GPL-2.0-only
// Kernels, mutants' modules and machines, each made when it is first asked for, and once.
import type { Flavour } from "../../../lab/flavour.ts";
import type { Kernel } from "../../kernel/types.ts";
import { namedPaths } from "../../series/scan.ts";
import { driversOf, kernelOf, requestOf } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { OwnRun } from "../../run/own-run.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { replacementOf, unmutatedModules } from "../stand/replacement.ts";
import type { Stand, Subject } from "../stand/stand.ts";
import { Stands } from "../stand/stands.ts";
import { mutated, type Mutant } from "./mutant.ts";
import type { Place } from "./trial.ts";

interface Ready {
  readonly kernel: Kernel;
  readonly stand: Stand;
  readonly subject: Subject;
}

export class Workshop {
  readonly #options: RunOptions;
  readonly #run: OwnRun;
  readonly #stands: Stands;
  readonly #ready = new Map<Flavour, Promise<Ready>>();
  readonly #places = new Map<string, Promise<Place>>();
  /** One build at a time: make uses all the CPUs it may. */
  #building: Promise<unknown> = Promise.resolve();

  constructor(options: RunOptions, specs: readonly PlannedSpec[], run: OwnRun) {
    [this.#options, this.#run] = [options, run];
    this.#stands = new Stands(options, specs, run);
  }

  /** The machines of the unmutated series. */
  unmutated(flavour: Flavour): Promise<Ready> {
    return once(this.#ready, flavour, async () => {
      const kernel = await kernelOf({ side: "patched", flavour }, this.#options, this.#run.context);
      const replacement = await unmutatedModules(kernel, this.#options.series, this.#run.context);
      const modules = replacement.kind === "modules" ? replacement.folder : undefined;
      const stand = await this.#stands.of(kernel);
      return { kernel, stand, subject: { name: "unmutated", modules } };
    });
  }

  /** The drivers of the unmutated kernel. */
  async drivers(): Promise<ReadonlySet<string>> {
    return driversOf((await this.unmutated("plain")).kernel);
  }

  /** Builds a mutant: after those that were asked for before, while others are being tried. */
  place(mutant: Mutant, flavour: Flavour): Promise<Place> {
    return once(this.#places, `${mutant.name} ${flavour}`, async () => {
      const ready = await this.unmutated(flavour);
      const built = this.#building.then(() => this.#build(mutant, ready));
      this.#building = built.catch(() => undefined);
      return built;
    });
  }

  async #build(mutant: Mutant, { kernel, stand }: Ready): Promise<Place> {
    const { context, signal } = this.#run;
    signal.throwIfAborted();
    const { flavour } = kernel;
    const { name, text } = mutant;
    const { series } = this.#options;
    const request = { ...requestOf({ side: "patched", flavour }, this.#options), series: mutated(series, mutant) };
    const replacement = await replacementOf({ key: text, files: namedPaths(text), request }, kernel, context);
    if (replacement.kind === "same") return "same";
    if (replacement.kind === "modules") return { stand, subject: { name, modules: replacement.folder } };
    const own = await this.#stands.of(replacement.kernel, `${name}-${flavour}`);
    return { stand: own, subject: { name, modules: undefined } };
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
