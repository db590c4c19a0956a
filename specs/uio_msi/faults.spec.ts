// SPDX-License-Identifier: GPL-2.0-only
// Memory may run out and a user's page may be gone, at any point of any call. Each allocation and each copy in a call is
// made to fail, one after the other: the call fails cleanly or works, nothing leaks, and the next one works at once.
import * as z from "zod/mini";
import { reference } from "../../lab/device/needs.ts";
import type { ExecutionContext } from "ava";
import { bind, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { forgetLeaks, leaks, lockdepWatches } from "../../harness/spec/detectors.ts";
import { leavesNoTrace } from "./traces.ts";
import { armedUio, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("faults", { driver: "uio_msi", flavours: ["debug", "coverage"], profile: "full" });

const driver = "uio_msi";

/** `labtool failnth`: what came of a sweep. */
const Sweep = z.object({
  /** Places in the call at which something was made to fail, and how often the call failed for it. */
  points: z.number(),
  failures: z.number(),
  errnos: z.record(z.string(), z.number()),
  /** Points after which something was not as it must be. */
  broken: z.array(z.string()),
});
type Sweep = z.infer<typeof Sweep>;

/** Sweeps one call, in so many milliseconds at most; the device works after it as before. */
async function sweep(context: SpecContext, call: string, limit = 4_000): Promise<Sweep> {
  const { guest, device, run } = context;
  const command = sh`labtool failnth ${device.address} ${call}`;
  const result = await guest.json(Sweep, command, { timeout: limit * run.timeoutScale });
  context.fact("points", result.points);
  context.fact("failures", result.failures);
  context.fact("errnos", JSON.stringify(result.errnos));
  return result;
}

/**
 * What a call may answer when memory or a user's page is missing. Nothing else: an errno that blames the caller or the
 * device would be a lie.
 */
const calls: readonly (readonly [call: string, what: string, errnos: readonly string[]])[] = [
  ["open", "open", ["ENOMEM", "EFAULT"]],
  ["mmap", "mmap", ["ENOMEM"]],
  ["touch", "the first access to a mapping", []],
  ["set", "taking a vector", ["ENOMEM", "EFAULT"]],
  ["replace", "handing a vector to another eventfd", ["EFAULT"]],
  ["release", "releasing a vector", ["EFAULT"]],
  ["close", "the last close", []],
];

for (const [call, what, errnos] of calls)
  spec(
    `${what}: whatever fails in it, all is as before or as it should be, and it works at once`,
    async (t, context) => {
      const { guest, device } = context;
      await bind(guest, device.address, driver);
      await leavesNoTrace(t, context, async () => {
        const { points, broken, errnos: seen } = await sweep(context, call);
        t.deepEqual(broken, []);
        t.deepEqual(
          Object.keys(seen).filter((errno) => !errnos.includes(errno)),
          [],
        );
        if (errnos.length > 0) t.true(points > 0, "without a point nothing is proved");
      });
    },
  );

/**
 * Sweeps binding or unbinding. What would fail in it and is none of the driver's is out of the way: ACPI's code, which
 * enables the device at first and does not survive failures; and resets, which allocate nothing and take long.
 */
async function sweepBinding(context: SpecContext, call: "probe" | "remove", limit = 20_000): Promise<Sweep> {
  const { guest, device } = context;
  const folder = `/sys/bus/pci/devices/${device.address}`;
  await unbind(guest, device.address);
  await guest.$`cat ${folder}/reset_method > /tmp/reset_method && echo 1 > ${folder}/enable`;
  await guest.$`echo > ${folder}/reset_method`;
  await bind(guest, device.address, driver);
  const result = await sweep(context, call, limit);
  await unbind(guest, device.address);
  await guest.$`cat /tmp/reset_method > ${folder}/reset_method && echo 0 > ${folder}/enable`;
  await bind(guest, device.address, driver);
  return result;
}

/** Hundreds of points, and as many binds. */
const onOneNic = { devices: reference } as const;

for (const [call, what] of [
  ["probe", "binding"],
  ["remove", "unbinding"],
] as const) {
  spec(
    `${what}: whatever fails in it, the device is bound or it is not, and can be bound at once`,
    { ...onOneNic, flavours: ["coverage"] },
    async (t, context) => {
      await bind(context.guest, context.device.address, driver);
      await leavesNoTrace(t, context, () => bindsAndWorks(t, context, call));
    },
  );

  // Half of the points are those of the debug kernel's own bookkeeping, and an IOMMU has more: where none is, for the leaks.
  spec(
    `${what}: whatever fails in it, nothing leaks`,
    { ...onOneNic, flavours: ["debug"], iommus: ["off"] },
    async (t, context) => {
      await bind(context.guest, context.device.address, driver);
      await leavesNoTrace(t, context, async () => {
        await forgetLeaks(context);
        await bindsAndWorks(t, context, call);
        t.is(await leaks(context), "");
      });
    },
  );
}

/** Sweeps; the device works after it. */
async function bindsAndWorks(t: ExecutionContext, context: SpecContext, call: "probe" | "remove"): Promise<void> {
  const { points, failures, broken } = await sweepBinding(context, call);
  t.deepEqual(broken, []);
  t.true(points > 0 && failures > 0, "without a failure nothing is proved");
  await using uio = await armedUio(context);
  t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
}

/** `labtool squat`: a program that had the device open when it went, so often; and when it still answered, so often. */
const Squat = z.object({ kept: z.number(), alive: z.number() });

spec(
  "binding that fails under a program which opened the device by an old node: the program holds nothing",
  { ...onOneNic, flavours: ["debug"], iommus: ["off"] },
  async (t, context) => {
    const { guest, device, run } = context;
    await bind(guest, device.address, driver);
    const squatting = guest.json(Squat, sh`labtool squat`, { timeout: 60_000 * run.timeoutScale });
    squatting.catch(() => undefined);
    const { broken } = await sweepBinding(context, "probe", 40_000);
    await guest.$`killall -TERM labtool`;
    const { kept, alive } = await squatting;
    context.fact("kept", kept);
    t.true(kept > 0, "without such an open nothing is proved");
    t.is(alive, 0, "of a device that is gone no operation is called");
    t.deepEqual(broken, []);
  },
);

spec(
  "no failure in the life of an open device leaks memory, and lockdep has seen nothing",
  { flavours: ["debug"] },
  async (t, context) => {
    const { guest, device } = context;
    await bind(guest, device.address, driver);
    await forgetLeaks(context);
    for (const [call] of calls) t.deepEqual((await sweep(context, call)).broken, []);
    t.is(await leaks(context), "");
    t.true(await lockdepWatches(context));
  },
);
