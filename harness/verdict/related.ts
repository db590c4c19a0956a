// SPDX-License-Identifier: GPL-2.0-only
// Two reports that tell of one event become one splat.
import type { Splat } from "../report/model.ts";

const status = /^DMAR: DRHD: handling fault status reg/;
const fatal: readonly [RegExp, readonly Splat["kind"][]][] = [
  [/: Fatal exception/, ["oops", "bug", "list", "refcount", "memory", "kasan"]],
  [/: Attempted to kill /, ["oops", "bug", "list", "kasan"]],
  [/: (?:kernel: )?panic_on_warn set|: (?:KASAN|KFENCE|UBSAN): panic_on_warn/, []],
  [/: hung_task: blocked tasks/, ["hung-task"]],
  [/: softlockup: hung tasks|: Hard LOCKUP/, ["lockup"]],
  [/: RCU Stall/, ["rcu-stall"]],
];

/** The splat that a panic only follows from: the panic is what `panic_on_…` makes of it. */
function causeOf(panic: Splat, before: readonly Splat[]): Splat | undefined {
  const kinds = fatal.find(([pattern]) => pattern.test(panic.title))?.[1];
  if (panic.kind !== "panic" || kinds === undefined) return undefined;
  return before.findLast(({ kind }) => kinds.length === 0 || kinds.includes(kind));
}

const append = (to: Splat, from: Splat): void => void to.text.push(...from.text);

/** Joins a panic to its cause, and `DMAR: DRHD: handling fault status reg` to the fault that it announces. */
export function joinRelated(splats: readonly Splat[]): Splat[] {
  const joined: Splat[] = [];
  for (const [i, original] of splats.entries()) {
    const splat = { ...original, text: [...original.text] };
    const cause = causeOf(splat, joined);
    if (cause !== undefined) {
      append(cause, splat);
      continue;
    }
    const announced = splats[i - 1];
    if (
      announced !== undefined &&
      status.test(announced.title) &&
      !status.test(splat.title) &&
      splat.kind === "iommu-fault"
    ) {
      const last = joined.at(-1);
      if (last?.line === announced.line) joined.pop();
      joined.push({ ...splat, line: announced.line, text: [...announced.text, ...splat.text] });
      continue;
    }
    joined.push(splat);
  }
  return withoutLoneStatus(joined);
}

/** Under a flood the kernel limits the rate of the fault lines: a lone status line then adds nothing. */
function withoutLoneStatus(splats: Splat[]): Splat[] {
  const faults = splats.some(({ kind, title }) => kind === "iommu-fault" && !status.test(title));
  return faults ? splats.filter(({ title }) => !status.test(title)) : splats;
}
