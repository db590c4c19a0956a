// SPDX-License-Identifier: GPL-2.0-only
// Queues cells when it is known that the series makes a difference: a series that changes nothing is not run.
import { flavourFacts } from "../../lab/flavour.ts";
import { changesUapi, sameKernel } from "../kernel/same.ts";
import type { Kernel } from "../kernel/types.ts";
import type { Series } from "../series/types.ts";
import { sameBuild, type KernelName } from "./kernels.ts";

/** What a report says of a series that changes nothing. */
export const unchangedText =
  "the series does not change the kernel binary: image, symbols, configuration and modules are identical on both sides";

/** Holds back kernels until two sides of one flavour differ; from then on lets them through. */
export class Gate {
  readonly #queue: (name: KernelName, kernel: Kernel) => Promise<void>;
  readonly #waiting: { readonly name: KernelName; readonly kernel: Kernel }[] = [];
  #open: boolean;

  private constructor(open: boolean, queue: (name: KernelName, kernel: Kernel) => Promise<void>) {
    this.#open = open;
    this.#queue = queue;
  }

  /** With one side there is nothing to compare, and what user space is compiled with is in no kernel. */
  static async create(
    names: readonly KernelName[],
    series: Series,
    queue: (name: KernelName, kernel: Kernel) => Promise<void>,
  ): Promise<Gate> {
    // What counts what runs has no other side.
    const compared = names.filter(({ flavour }) => flavourFacts[flavour].counts !== true);
    const paired = compared.every((name) => names.filter((one) => sameBuild(one, name)).length === 2);
    return new Gate(compared.length === 0 || !paired || (await changesUapi(series)), queue);
  }

  /** Takes a kernel; undefined for one that does not build, which is a difference if the other does. */
  async pass(name: KernelName, kernel: Kernel | undefined): Promise<void> {
    const other = this.#waiting.find((one) => sameBuild(one.name, name));
    if (kernel === undefined || (other !== undefined && !(await sameKernel(other.kernel, kernel)))) this.#open = true;
    if (kernel !== undefined) this.#waiting.push({ name, kernel });
    if (!this.#open) return;
    for (const one of this.#waiting.splice(0)) await this.#queue(one.name, one.kernel);
  }

  /** True if all kernels came and none was let through. */
  get shut(): boolean {
    return !this.#open;
  }
}
