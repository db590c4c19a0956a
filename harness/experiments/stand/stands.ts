// SPDX-License-Identifier: GPL-2.0-only
// Stands for the kernels of a run: what they have in common is made once, from the start, while kernels are being built.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { buildImage, makeKeys } from "../../image/index.ts";
import type { Kernel } from "../../kernel/types.ts";
import { bundleSpecs, type SpecBundle } from "../../run/bundle.ts";
import { equip } from "../../run/equipment.ts";
import { withInitrd } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import type { OwnRun } from "../../run/own-run.ts";
import { Stand } from "./stand.ts";

export class Stands {
  readonly #options: RunOptions;
  readonly #run: OwnRun;
  readonly #image: ReturnType<typeof buildImage>;
  readonly #keys: ReturnType<typeof makeKeys>;
  readonly #bundle: Promise<SpecBundle>;

  constructor(options: RunOptions, specs: readonly PlannedSpec[], run: OwnRun) {
    const { context, folder } = run;
    [this.#options, this.#run] = [options, run];
    this.#image = buildImage(context, options.settings.tools);
    this.#keys = makeKeys(folder.scratch);
    this.#bundle = bundleSpecs([...new Set(specs.map(({ file }) => file))], path.join(folder.scratch, "specs"));
    for (const started of [this.#image, this.#keys, this.#bundle]) started.catch(() => undefined);
  }

  /** A kernel's stand; one with a name leaves what it does in a folder of that name. */
  async of(kernel: Kernel, name?: string): Promise<Stand> {
    const { context, folder, signal } = this.#run;
    signal.throwIfAborted();
    const own = name === undefined ? folder : { ...folder, ...this.#foldersOf(name) };
    await mkdir(own.scratch, { recursive: true });
    const keys = await this.#keys;
    const side = await withInitrd(kernel, await this.#image, keys, own.scratch, context);
    const { emit } = context;
    const equipment = await equip(side, { folder: own, emit, signal, options: this.#options, keys, context });
    return new Stand(equipment, await this.#bundle);
  }

  #foldersOf(name: string): { readonly path: string; readonly scratch: string } {
    const { path: folder, scratch } = this.#run.folder;
    return { path: path.join(folder, "kernels", name), scratch: path.join(scratch, name) };
  }
}
