// SPDX-License-Identifier: GPL-2.0-only
// Two reports that tell of one event become one splat.
import type { Splat } from "../record/model.ts";

const status = /^DMAR: DRHD: handling fault status reg/;
const fatal: readonly [RegExp, readonly Splat["kind"][]][] = [
  [/: (?:.*: )?Fatal exception/, ["oops", "bug", "list", "refcount", "memory", "kasan", "ubsan"]],
  [/: Attempted to kill |: Oops failed to kill thread/, ["oops", "bug", "list", "kasan"]],
  [
    /: (?:kernel: )?panic_on_warn set|: [A-Z]\w+(?: \w+)*: panic_on_warn|kmsan\.panic set|panic_on_kmsan set|kasan\.fault=panic/,
    [],
  ],
  [/: hung_task: blocked tasks/, ["hung-task"]],
  [/: softlockup: hung tasks|: Hard LOCKUP/i, ["lockup"]],
  [/: RCU Stall/, ["rcu-stall"]],
  [/: System is deadlocked on memory|: Out of memory/, ["memory"]],
  [/: Asynchronous SError Interrupt|stack guard hit|: kernel stack overflow|: Machine halted/, ["oops"]],
];
/** Splats that are held back, since a panic may still follow from one of them. */
const held = 64;
/** Lone status lines that are kept: more of them say nothing new. */
const lone = 100;

const append = (to: Splat, from: Splat): void => void to.text.push(...from.text);

/** Joins a panic to its cause, and `DMAR: DRHD: handling fault status reg` to the fault that it announces. */
export class Related {
  private readonly recent: Splat[] = [];
  private readonly statuses: Splat[] = [];
  private readonly onSplat: (splat: Splat) => void;
  private faults = false;

  constructor(onSplat: (splat: Splat) => void) {
    this.onSplat = onSplat;
  }

  /** The next splat, in the order of the log. */
  add(splat: Splat): void {
    const cause = this.findCause(splat);
    if (cause !== undefined) return append(cause, splat);
    const isStatus = status.test(splat.header);
    const last = this.recent.at(-1);
    if (splat.kind === "iommu-fault" && !isStatus) this.faults = true;
    if (splat.kind === "iommu-fault" && !isStatus && last !== undefined && status.test(last.header)) {
      this.recent.pop();
      this.recent.push({ ...splat, line: last.line, text: [...last.text, ...splat.text] });
      return;
    }
    this.recent.push({ ...splat, text: [...splat.text] });
    while (this.recent.length > held) this.release();
  }

  /** No more will come. */
  end(): void {
    while (this.recent.length > 0) this.release();
    // Under a flood the kernel limits the rate of the fault lines: a lone status line then adds nothing.
    if (!this.faults) this.statuses.forEach(this.onSplat);
  }

  /** The splat that a panic only follows from: the panic is what `panic_on_…` makes of it. */
  private findCause(panic: Splat): Splat | undefined {
    if (panic.kind !== "panic") return undefined;
    const kinds = fatal.find(([pattern]) => pattern.test(panic.header))?.[1];
    if (kinds === undefined) return undefined;
    return this.recent.findLast(({ kind }) => kinds.length === 0 || kinds.includes(kind));
  }

  private release(): void {
    const splat = this.recent.shift();
    if (splat === undefined) return;
    if (!status.test(splat.header)) this.onSplat(splat);
    else if (this.statuses.length < lone) this.statuses.push(splat);
  }
}
