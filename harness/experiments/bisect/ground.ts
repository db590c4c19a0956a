// SPDX-License-Identifier: GPL-2.0-only
// Kernels and machines of a bisection, each made when it is first asked for. Between two points only what differs is
// compiled, and where that is modules alone, the machine that is booted already gets those.
import type { CellSpec } from "../../../lab/matrix.ts";
import { buildKernel } from "../../kernel/index.ts";
import type { Kernel } from "../../kernel/types.ts";
import { driversOf } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { OwnRun } from "../../run/own-run.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { replacementOf } from "../stand/replacement.ts";
import type { Stand, Subject } from "../stand/stand.ts";
import { Stands } from "../stand/stands.ts";
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
  readonly #cell: CellSpec;
  readonly #run: OwnRun;
  readonly #stands: Stands;
  readonly #places = new Map<number, Promise<Place>>();
  #good: Promise<Ready> | undefined;

  constructor(
    track: Track,
    options: RunOptions,
    what: { readonly cell: CellSpec; readonly specs: readonly PlannedSpec[] },
    run: OwnRun,
  ) {
    [this.#track, this.#cell, this.#run] = [track, what.cell, run];
    this.#stands = new Stands(options, what.specs, run);
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
    const replacement = await this.#track.with(point, this.#run.context, (recipe) =>
      replacementOf({ ...recipe, request: this.#requestOf(recipe) }, good.kernel, this.#run.context),
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
    return this.#track.with(goodEnd, this.#run.context, async (recipe) => {
      const kernel = await buildKernel(this.#requestOf(recipe), this.#run.context);
      return this.#ready(kernel, "good-end");
    });
  }

  async #ready(kernel: Kernel, name: string): Promise<Ready> {
    return { kernel, stand: await this.#stands.of(kernel, name), drivers: await driversOf(kernel) };
  }
}
