// SPDX-License-Identifier: GPL-2.0-only
// Kernels, mutants' modules and machines, each made when it is first asked for, and once.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Flavour } from "../../../lab/flavour.ts";
import { buildImage, makeKeys } from "../../image/index.ts";
import type { Context, Kernel } from "../../kernel/types.ts";
import { bundleSpecs, type SpecBundle } from "../bundle.ts";
import { equip } from "../equipment.ts";
import type { RunFolder } from "../folder.ts";
import { driversOf, kernelOf, requestOf, withInitrd } from "../kernels.ts";
import type { RunOptions } from "../options.ts";
import type { PlannedSpec } from "../plan.ts";
import type { Mutant } from "./mutant.ts";
import { replacementFor, unmutatedModules } from "./replacement.ts";
import { Stand, type Subject } from "./stand.ts";
import type { Place } from "./trial.ts";

interface Ready {
  readonly kernel: Kernel;
  readonly stand: Stand;
  readonly subject: Subject;
}

export class Workshop {
  readonly #options: RunOptions;
  readonly #folder: RunFolder;
  readonly #context: Context;
  readonly #signal: AbortSignal;
  readonly #image: ReturnType<typeof buildImage>;
  readonly #keys: ReturnType<typeof makeKeys>;
  readonly #bundle: Promise<SpecBundle>;
  readonly #ready = new Map<Flavour, Promise<Ready>>();
  readonly #places = new Map<string, Promise<Place>>();
  /** One build at a time: make uses all the CPUs it may. */
  #building: Promise<unknown> = Promise.resolve();

  constructor(
    options: RunOptions,
    specs: readonly PlannedSpec[],
    run: { readonly folder: RunFolder; readonly context: Context; readonly signal: AbortSignal },
  ) {
    const { folder, context, signal } = run;
    [this.#options, this.#folder, this.#context, this.#signal] = [options, folder, context, signal];
    this.#image = buildImage(context);
    this.#keys = makeKeys(folder.scratch);
    this.#bundle = bundleSpecs([...new Set(specs.map(({ file }) => file))], path.join(folder.scratch, "specs"));
    for (const started of [this.#image, this.#keys, this.#bundle]) started.catch(() => undefined);
  }

  /** The machines of the unmutated series. */
  unmutated(flavour: Flavour): Promise<Ready> {
    return once(this.#ready, flavour, async () => {
      const kernel = await kernelOf({ side: "patched", flavour }, this.#options, this.#context);
      const replacement = await unmutatedModules(kernel, this.#options.series, this.#context);
      const modules = replacement.kind === "modules" ? replacement.folder : undefined;
      const stand = await this.#stand(kernel, this.#folder);
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
    this.#signal.throwIfAborted();
    const { flavour } = kernel;
    const request = { ...requestOf({ side: "patched", flavour }, this.#options), series: this.#options.series };
    const replacement = await replacementFor(mutant, request, kernel, this.#context);
    if (replacement.kind === "same") return "same";
    const { name } = mutant;
    if (replacement.kind === "modules") return { stand, subject: { name, modules: replacement.folder } };
    const folder = { ...this.#folder, path: path.join(this.#folder.path, "mutants", name, flavour) };
    const own = { ...folder, scratch: path.join(this.#folder.scratch, `${name}-${flavour}`) };
    await mkdir(own.scratch, { recursive: true });
    return { stand: await this.#stand(replacement.kernel, own), subject: { name, modules: undefined } };
  }

  async #stand(kernel: Kernel, folder: RunFolder): Promise<Stand> {
    const keys = await this.#keys;
    const side = await withInitrd(kernel, await this.#image, keys, folder.scratch, this.#context);
    const { emit } = this.#context;
    const [options, signal] = [this.#options, this.#signal];
    const equipment = await equip(side, { folder, emit, signal, options, keys, context: this.#context });
    return new Stand(equipment, await this.#bundle);
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
