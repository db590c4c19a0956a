// SPDX-License-Identifier: GPL-2.0-only
// Memory may run out at any point of probe, of remove, and of bringing an interface up. Each allocation in them is made
// to fail, or as many, evenly spread, as there is time for: the call fails cleanly or works, and the next one works.
import * as z from "zod/mini";
import { ownDriver, wire } from "../../lab/device/needs.ts";
import { unbind, bindOwn } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { forgetLeaks, leaks } from "../../harness/spec/detectors.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { works } from "./in-use.ts";

const spec = family("allocations", {
  devices: ownDriver,
  flavours: ["debug"],
  profile: "default",
  timeoutFactor: 2,
});

/** Milliseconds for one sweep. */
const budget = 15_000;

/** `labtool failnth`: what came of a sweep. */
const Sweep = z.object({
  /** The last point at which something can fail, and how many were tried. */
  last: z.number(),
  points: z.number(),
  failures: z.number(),
  errnos: z.record(z.string(), z.number()),
  /** Points after which something was not as it must be. */
  broken: z.array(z.string()),
});
type Sweep = z.infer<typeof Sweep>;

async function sweep(context: SpecContext, call: string): Promise<Sweep> {
  const { guest, device, run } = context;
  const command = sh`labtool failnth ${device.address} ${call} ${device.driver?.name ?? ""} ${budget}`;
  const result = await guest.json(Sweep, command, { timeout: 3 * budget * run.timeoutScale });
  context.fact("points", `${result.points} tried, the last is ${result.last}`);
  context.fact("failures", result.failures);
  context.fact("errnos", JSON.stringify(result.errnos));
  return result;
}

for (const [call, what] of [
  ["bind", "binding"],
  ["unbind", "unbinding"],
] as const)
  spec(
    `${what}: whatever fails in it, the driver has the device or has it not, nothing leaks, and it works at once`,
    async (t, context) => {
      const { guest, device } = context;
      const folder = `/sys/bus/pci/devices/${device.address}`;
      await works(context);
      await unbind(guest, device.address);
      // ACPI's code, which enables a device at first, is none of the driver's.
      await guest.$`echo 1 > ${folder}/enable`;
      await forgetLeaks(context);
      await bindOwn(guest, device);
      const { broken, points } = await sweep(context, call);
      t.deepEqual(broken, []);
      t.true(points > 0, "without a point nothing is proved");
      await unbind(guest, device.address);
      t.is(await leaks(context), "");
      await guest.$`echo 0 > ${folder}/enable`;
      await works(context);
    },
  );

spec(
  "bringing the interface up: whatever fails in it, it is up or down, nothing leaks, and it works at once",
  { devices: [ownDriver, wire] },
  async (t, context) => {
    await works(context);
    await forgetLeaks(context);
    const { broken, points } = await sweep(context, "up");
    t.deepEqual(broken, []);
    t.true(points > 0, "without a point nothing is proved");
    t.is(await leaks(context), "");
    await works(context);
  },
);
