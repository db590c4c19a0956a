// SPDX-License-Identifier: GPL-2.0-only
// A system call of a program in the guest, made again and again, each time with the next allocation or user copy in it
// failing: it fails cleanly or works, and works at once when nothing fails.
import { KernelError } from "../host/errors.ts";
import { fail, failed, type SystemCall } from "../guest/calls.ts";
import type { ExpectedSplat } from "../klog/partition.ts";
import type { GuestProgram } from "../guest/program.ts";
import type { SpecContext } from "./context.ts";

/** What the kernel itself says when an allocation fails, whoever made it. */
const complaints: readonly ExpectedSplat[] = [
  { kind: "other", title: /vmalloc error/, why: "mm/vmalloc.c reports each allocation that fails", required: false },
  {
    ...{ kind: "warning", title: /WARNING in remove_proc_entry/, required: false },
    why: "kernel/irq/proc.c removes an interrupt's files, also those that it could not make",
  },
];

/** From now on memory runs out: the kernel says so, and no driver is to blame for it. */
export function expectShortage(context: SpecContext): void {
  for (const complaint of complaints) context.expectSplat(complaint);
}

/** No call has as many points at which something can fail. */
const most = 1 << 14;

export interface Sweep {
  /** Points at which something was made to fail, and the errors that the call gave for it. */
  readonly points: number;
  readonly errnos: readonly string[];
}

export interface SweepOptions {
  /** Takes back what a call did that worked; it is handed what the call returned. */
  readonly undo: (result: number) => Promise<unknown>;
  /** After a call that failed: all is as if it had not been made. */
  readonly intact?: () => Promise<unknown>;
  /** Milliseconds for all of it: where each point would take longer, as many, evenly spread, as there is time for. */
  readonly budget?: number;
}

/** Makes the call fail at each point. @throws {KernelError} if it fails without a reason, or does not work afterwards. */
export async function sweepFailures(
  context: SpecContext,
  program: GuestProgram,
  call: SystemCall,
  options: SweepOptions,
): Promise<Sweep> {
  expectShortage(context);
  const { undo, intact, budget = 10_000 } = options;
  const errnos = new Set<string>();
  let points = 0;
  const works = async (): Promise<void> => {
    await undo((await program.ok(call)).result);
  };
  /** Whether the call has so many points. */
  const once = async (nth: number): Promise<boolean> => {
    const [, answer, { used }] = await Promise.all([program.ok(fail(nth)), program.ask(call), program.ok(failed())]);
    if (used) points++;
    if (answer.ok) await undo(answer.result);
    else {
      errnos.add(answer.errno ?? "unknown");
      if (!used) throw new KernelError(`${call}: failed with ${answer.errno} though nothing in it was made to fail`);
      await intact?.();
      await works();
    }
    return used;
  };
  // What is allocated at the first use alone is no point of the call.
  await works();
  const begun = performance.now();
  let [above, tries] = [1, 1];
  for (; (await once(above)) && above < most; above *= 2) tries++;
  const each = (performance.now() - begun) / tries;
  const stride = Math.max(1, Math.ceil((above * each) / budget));
  // Retries and fallbacks move points about: a call may have one beyond one that it does not have.
  for (let nth = 1; nth < above; nth += stride) if (!(await once(nth)) && nth > above / 2) break;
  return { points, errnos: [...errnos].toSorted() };
}
