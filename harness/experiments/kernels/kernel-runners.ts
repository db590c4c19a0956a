// SPDX-License-Identifier: GPL-2.0-only
// Runners for the kernels of a run: what they have in common is made once, from the start, while kernels are being built.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { buildImage, makeKeys } from "../../image/index.ts";
import { attachVolume, buildUserland, type Userland } from "../../image/userland/index.ts";
import type { Kernel } from "../../kernel/types.ts";
import { bundleSpecs, type SpecBundle } from "../../run/bundle.ts";
import { createCellContext } from "../../run/cell-context.ts";
import { withInitrd } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import { KernelRunner } from "./kernel-runner.ts";

export class KernelRunners {
  readonly #options: RunOptions;
  readonly #run: AuxiliaryRun;
  readonly #image: ReturnType<typeof buildImage>;
  readonly #keys: ReturnType<typeof makeKeys>;
  readonly #bundle: Promise<SpecBundle>;
  readonly #userland: Promise<Userland> | undefined;

  constructor(options: RunOptions, specs: readonly PlannedSpec[], run: AuxiliaryRun) {
    const { context, folder } = run;
    [this.#options, this.#run] = [options, run];
    this.#image = buildImage(context, options.settings.tools);
    this.#keys = makeKeys(folder.scratch);
    this.#bundle = bundleSpecs([...new Set(specs.map(({ file }) => file))], path.join(folder.scratch, "specs"));
    const asked = specs.some(({ spec }) => spec.needs.userland !== undefined);
    this.#userland = asked ? buildUserland(options.settings.userland, context) : undefined;
    for (const started of [this.#image, this.#keys, this.#bundle, this.#userland]) started?.catch(() => undefined);
  }

  /**
   * A kernel's runner; one with a name keeps its files in a folder of that name. Its machines boot with the modules of a
   * folder in the place of the kernel's, if there is one.
   */
  async of(kernel: Kernel, name?: string, changed?: string): Promise<KernelRunner> {
    const { context, folder, signal } = this.#run;
    signal.throwIfAborted();
    const own = name === undefined ? folder : { ...folder, ...this.#foldersFor(name) };
    await mkdir(own.scratch, { recursive: true });
    const keys = await this.#keys;
    const side = {
      ...(await withInitrd(kernel, await this.#image, keys, own.scratch, context, changed)),
      ...attachVolume(await this.#userland),
    };
    const { emit } = context;
    const cellContext = await createCellContext(side, {
      folder: own,
      emit,
      signal,
      options: this.#options,
      keys,
      context,
    });
    return new KernelRunner(cellContext, await this.#bundle);
  }

  #foldersFor(name: string): { readonly path: string; readonly scratch: string } {
    const { path: folder, scratch } = this.#run.folder;
    return { path: path.join(folder, "kernels", name), scratch: path.join(scratch, name) };
  }
}
