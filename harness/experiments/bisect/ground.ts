// SPDX-License-Identifier: GPL-2.0-only
// Kernels and machines of a bisection, each made when it is first asked for. Between two points only what differs is
// compiled, and where that is modules alone, the machine that is booted already gets those.
import { findDevice } from "../../../lab/device/index.ts";
import type { CellSpec } from "../../../lab/matrix.ts";
import { buildKernel } from "../../kernel/index.ts";
import type { Kernel } from "../../kernel/types.ts";
import { readDrivers } from "../../run/kernels.ts";
import type { RunOptions } from "../../run/options.ts";
import type { AuxiliaryRun } from "../../run/auxiliary-run.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { buildModuleDelta } from "../kernels/module-delta.ts";
import type { KernelRunner, RunTarget } from "../kernels/kernel-runner.ts";
import { KernelRunners } from "../kernels/kernel-runners.ts";
import { goodEnd } from "./posterior.ts";
import type { Recipe, BisectRange } from "./bisect-range.ts";

/** Where the specs of a point run. */
export interface Build {
  readonly runner: KernelRunner;
  readonly subject: RunTarget;
  readonly drivers: ReadonlySet<string>;
  /** What it took: nothing differs from the good end, modules alone do, or it is another kernel. */
  readonly made: "same" | "modules" | "kernel";
}

interface Ready {
  readonly kernel: Kernel;
  readonly runner: KernelRunner;
  readonly drivers: ReadonlySet<string>;
}

export class Ground {
  readonly #range: BisectRange;
  readonly #cell: CellSpec;
  readonly #run: AuxiliaryRun;
  readonly #stands: KernelRunners;
  readonly #builds = new Map<number, Promise<Build>>();
  #good: Promise<Ready> | undefined;

  constructor(
    range: BisectRange,
    options: RunOptions,
    what: { readonly cell: CellSpec; readonly specs: readonly PlannedSpec[] },
    run: AuxiliaryRun,
  ) {
    [this.#range, this.#cell, this.#run] = [range, what.cell, run];
    this.#stands = new KernelRunners(options, what.specs, run);
  }

  /** @throws what keeps the point from being tried: it does not apply, or does not build. */
  build(point: number): Promise<Build> {
    const known = this.#builds.get(point);
    if (known !== undefined) return known;
    const build = this.#build(point);
    build.catch(() => undefined);
    this.#builds.set(point, build);
    return build;
  }

  async #build(point: number): Promise<Build> {
    const good = await (this.#good ??= this.#goodEnd());
    const at = { runner: good.runner, drivers: good.drivers };
    const name = point === goodEnd ? "good-end" : `${point + 1}`;
    if (point === goodEnd) return { ...at, subject: { name, modules: undefined }, made: "kernel" };
    const delta = await this.#range.with(point, this.#run.context, (recipe) =>
      buildModuleDelta({ ...recipe, request: this.#requestOf(recipe) }, good.kernel, this.#run.context),
    );
    if (delta.kind === "same") return { ...at, subject: { name, modules: undefined }, made: "same" };
    if (delta.kind === "modules") return { ...at, subject: { name, modules: delta.folder }, made: "modules" };
    const ready = await this.#ready(delta.kernel, name);
    return { runner: ready.runner, drivers: ready.drivers, subject: { name, modules: undefined }, made: "kernel" };
  }

  #requestOf({ source, series }: Recipe) {
    const { flavour, side, device } = this.#cell;
    return { source, series, flavour, side, devices: [findDevice(device)] };
  }

  #goodEnd(): Promise<Ready> {
    return this.#range.with(goodEnd, this.#run.context, async (recipe) => {
      const kernel = await buildKernel(this.#requestOf(recipe), this.#run.context);
      return this.#ready(kernel, "good-end");
    });
  }

  async #ready(kernel: Kernel, name: string): Promise<Ready> {
    return { kernel, runner: await this.#stands.of(kernel, name), drivers: await readDrivers(kernel) };
  }
}
