// SPDX-License-Identifier: GPL-2.0-only
// Everything at the same time: two programs open, close, set vectors, map, touch and fire, while the device is taken from
// the driver and given back, or pulled out of the machine. Nobody hangs, the kernel has no complaint, and what is left in
// the end is what there was before.
import type { ExecutionContext } from "ava";
import * as z from "zod/mini";
import { hostLoad } from "../../harness/host/deadline.ts";
import { bind, found } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { plug, unplug } from "../../harness/machine/hotplug.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { forgetLeaks, kcsanWatched, leaks, lockdepWatches } from "../../harness/spec/detectors.ts";
import { leavesNoTrace } from "./traces.ts";
import { armedAfterFire, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("races", { driver: "uio_msi", profile: "default" });

const driver = "uio_msi";

/** `labtool race`: what was done, and what went wrong. */
const Race = z.object({
  opens: z.number(),
  sets: z.number(),
  maps: z.number(),
  bursts: z.number(),
  signals: z.number(),
  binds: z.number(),
  /** Processes that died. */
  crashed: z.number(),
  /** Errnos that a call never answers, whatever races with it. */
  unexpected: z.array(z.string()),
  /** Threads that did not come back from the kernel, and where in it they are. */
  stuck: z.array(z.string()),
});
type Race = z.infer<typeof Race>;

interface Course {
  readonly seconds: number;
  /** Who else is in the race: one that binds and unbinds, or nobody of the tool's. */
  readonly against: "bind" | "use";
}

/** One seed a run of the lab, so that runs differ; a failure says which. Named in the environment, it is that one again. */
const seed = Number(process.env["MSIXLAB_SEED"] ?? Date.now() % 1_000_000);

/** Starts a race; what came of it is judged by `judge`. */
async function race(context: SpecContext, { seconds, against }: Course): Promise<Race> {
  const { guest, device, run } = context;
  context.fact("seed", seed);
  // Seen once in three million interrupts and two million calls. A vector is released on one CPU while its interrupt is
  // on its way to the other: x86 forgives one such interrupt and names the next (arch/x86/kernel/irq.c, reevaluate_vector).
  context.expectSplat({
    kind: "irq",
    title: /No irq handler for/,
    why: "an interrupt was on its way to a CPU when its vector was released",
    required: false,
  });
  // A race goes on until each has done something: on a busy host a debug kernel takes long to bind once.
  const limit = Math.ceil(60 * hostLoad());
  const command = sh`labtool race ${device.address} ${seed} 1000000 ${seconds} ${against} ${limit}`;
  const timeout = (seconds + limit + 60) * 1000 + 10_000 * run.timeoutScale;
  const result = await guest.json(Race, command, { timeout });
  for (const name of ["opens", "sets", "maps", "bursts", "signals", "binds"] as const) context.fact(name, result[name]);
  return result;
}

/** Nobody got stuck, died or was told nonsense, and there was a race at all. */
async function judge(t: ExecutionContext, context: SpecContext, result: Race): Promise<void> {
  const again = `MSIXLAB_SEED=${seed} throws the same dice`;
  // All other tasks that wait in the kernel go to the console: who is stuck waits for one of them.
  if (result.stuck.length > 0) await context.guest.execute(sh`echo w > /proc/sysrq-trigger`);
  t.deepEqual(result.stuck, [], `threads that do not come back; ${again}`);
  t.is(result.crashed, 0, `processes that died; ${again}`);
  t.deepEqual(result.unexpected, [], `errnos that make no sense; ${again}`);
  t.true(result.opens > 0 && result.sets > 0 && result.maps > 0, "there was a race");
}

/** After all that the device works as if nothing had been. */
async function stillWorks(t: ExecutionContext, context: SpecContext): Promise<void> {
  await bind(context.guest, context.device.address, driver);
  await using uio = await armedAfterFire(context);
  t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
}

/** What IOMMU there is, or whether gcov counts, is nothing to a race: the long ones are where they may show most. */
const long = { profile: "full", iommus: ["off", "intel"], flavours: ["plain", "debug"] } as const;

for (const [needs, seconds] of [
  [{ profile: "default" }, 5],
  [long, 40],
] as const) {
  spec(`open, close, ioctl, mmap and a storm against each other: ${seconds} s`, needs, async (t, context) => {
    await bind(context.guest, context.device.address, driver);
    await leavesNoTrace(t, context, async () => {
      await judge(t, context, await race(context, { seconds, against: "use" }));
      await stillWorks(t, context);
    });
  });

  spec(`all of these against unbind and bind: ${seconds} s`, needs, async (t, context) => {
    await bind(context.guest, context.device.address, driver);
    await leavesNoTrace(t, context, async () => {
      const result = await race(context, { seconds, against: "bind" });
      await judge(t, context, result);
      t.true(result.binds > 0);
      await stillWorks(t, context);
    });
  });
}

spec("all of these against a device that is pulled and put back", { profile: "full" }, async (t, context) => {
  const { guest, device, machine, run } = context;
  const timeout = 20_000 * run.timeoutScale;
  await bind(guest, device.address, driver);
  await leavesNoTrace(t, context, async () => {
    let running = true;
    const racing = race(context, { seconds: 20, against: "use" }).finally(() => (running = false));
    racing.catch(() => undefined);
    let pulls = 0;
    while (running) {
      await unplug(machine, timeout);
      await plug(machine);
      await found(guest, device.address, timeout);
      await bind(guest, device.address, driver);
      pulls++;
    }
    context.fact("pulls", pulls);
    await judge(t, context, await racing);
    await stillWorks(t, context);
  });
});

spec(
  "none of these races leaks memory, and lockdep has seen nothing",
  { flavours: ["debug"], profile: "full" },
  async (t, context) => {
    await bind(context.guest, context.device.address, driver);
    await forgetLeaks(context);
    await judge(t, context, await race(context, { seconds: 10, against: "bind" }));
    await stillWorks(t, context);
    t.is(await leaks(context), "");
    t.true(await lockdepWatches(context));
  },
);

spec(
  "KCSAN watched the driver in both races and saw no data race",
  { flavours: ["kcsan"], profile: "full" },
  async (t, context) => {
    await bind(context.guest, context.device.address, driver);
    const before = await kcsanWatched(context);
    for (const against of ["use", "bind"] as const)
      await judge(t, context, await race(context, { seconds: 10, against }));
    const { accesses, races } = await kcsanWatched(context);
    context.fact("watched accesses", accesses - before.accesses);
    t.true(accesses > before.accesses, "without an access that is watched nothing is proved");
    t.is(races, before.races);
    await stillWorks(t, context);
  },
);
