// SPDX-License-Identifier: GPL-2.0-only
// Kernels and machines of a bisection, each made when it is first asked for. Between two points only what differs is
// compiled, and where that is modules alone, the machine that is booted already gets those.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { CellSpec } from "../../../lab/matrix.ts";
import { buildImage, makeKeys } from "../../image/index.ts";
import { buildKernel } from "../../kernel/index.ts";
import type { Context, Kernel } from "../../kernel/types.ts";
import { bundleSpecs, type SpecBundle } from "../bundle.ts";
import { equip } from "../equipment.ts";
import type { RunFolder } from "../folder.ts";
import { driversOf, withInitrd } from "../kernels.ts";
import { replacementOf } from "../mutate/replacement.ts";
import { Stand, type Subject } from "../mutate/stand.ts";
import type { RunOptions } from "../options.ts";
import type { PlannedSpec } from "../plan.ts";
import { goodEnd } from "./posterior.ts";
import type { Recipe, Track } from "./track.ts";

/** Where the specs of a point run. */
export interface Place {
  readonly stand: Stand;
  readonly subject: Subject;
  readonly drivers: ReadonlySet<string>;
  /** What it took: nothing differs from the good end, modules alone do, or it is another kernel. */
  readonly made: "same" | "modules" | "kernel";
}

interface Ready {
  readonly kernel: Kernel;
  readonly stand: Stand;
  readonly drivers: ReadonlySet<string>;
}

export class Ground {
  readonly #track: Track;
  readonly #options: RunOptions;
  readonly #cell: CellSpec;
  readonly #folder: RunFolder;
  readonly #context: Context;
  readonly #signal: AbortSignal;
  readonly #image: ReturnType<typeof buildImage>;
  readonly #keys: ReturnType<typeof makeKeys>;
  readonly #bundle: Promise<SpecBundle>;
  readonly #places = new Map<number, Promise<Place>>();
  #good: Promise<Ready> | undefined;

  constructor(
    track: Track,
    options: RunOptions,
    run: {
      readonly cell: CellSpec;
      readonly specs: readonly PlannedSpec[];
      readonly folder: RunFolder;
      readonly context: Context;
      readonly signal: AbortSignal;
    },
  ) {
    const { cell, specs, folder, context, signal } = run;
    [this.#track, this.#options, this.#cell, this.#folder] = [track, options, cell, folder];
    [this.#context, this.#signal] = [context, signal];
    this.#image = buildImage(context);
    this.#keys = makeKeys(folder.scratch);
    this.#bundle = bundleSpecs([...new Set(specs.map(({ file }) => file))], path.join(folder.scratch, "specs"));
    for (const started of [this.#image, this.#keys, this.#bundle]) started.catch(() => undefined);
  }

  /** @throws what keeps the point from being tried: it does not apply, or does not build. */
  place(point: number): Promise<Place> {
    const known = this.#places.get(point);
    if (known !== undefined) return known;
    const place = this.#place(point);
    place.catch(() => undefined);
    this.#places.set(point, place);
    return place;
  }

  async #place(point: number): Promise<Place> {
    const good = await (this.#good ??= this.#goodEnd());
    const at = { stand: good.stand, drivers: good.drivers };
    const name = point === goodEnd ? "good-end" : `${point + 1}`;
    if (point === goodEnd) return { ...at, subject: { name, modules: undefined }, made: "kernel" };
    const replacement = await this.#track.with(point, this.#context, (recipe) =>
      replacementOf({ ...recipe, request: this.#requestOf(recipe) }, good.kernel, this.#context),
    );
    if (replacement.kind === "same") return { ...at, subject: { name, modules: undefined }, made: "same" };
    if (replacement.kind === "modules")
      return { ...at, subject: { name, modules: replacement.folder }, made: "modules" };
    const ready = await this.#ready(replacement.kernel, name);
    return { stand: ready.stand, drivers: ready.drivers, subject: { name, modules: undefined }, made: "kernel" };
  }

  #requestOf({ source, series }: Recipe) {
    return { source, series, flavour: this.#cell.flavour, side: this.#cell.side };
  }

  #goodEnd(): Promise<Ready> {
    return this.#track.with(goodEnd, this.#context, async (recipe) => {
      const kernel = await buildKernel(this.#requestOf(recipe), this.#context);
      return this.#ready(kernel, "good-end");
    });
  }

  async #ready(kernel: Kernel, name: string): Promise<Ready> {
    this.#signal.throwIfAborted();
    const keys = await this.#keys;
    const scratch = path.join(this.#folder.scratch, name);
    const folder = { ...this.#folder, path: path.join(this.#folder.path, "points", name), scratch };
    await mkdir(scratch, { recursive: true });
    const [context, signal, options] = [this.#context, this.#signal, this.#options];
    const side = await withInitrd(kernel, await this.#image, keys, scratch, context);
    const equipment = await equip(side, { folder, emit: context.emit, signal, options, keys, context });
    const stand = new Stand(equipment, await this.#bundle, "runs");
    return { kernel, stand, drivers: await driversOf(kernel) };
  }
}
