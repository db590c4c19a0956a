// SPDX-License-Identifier: GPL-2.0-only
// Memory may run out at any point of probe, of remove, and of bringing an interface up. Each allocation in them is made
// to fail, or as many, evenly spread, as there is time for: the call fails cleanly or works, and the next one works.
import { frames, need, ownDriver } from "../../lab/device/needs.ts";
import { startCalls } from "../../harness/guest/attribute.ts";
import { file, openFlags, shut, write } from "../../harness/guest/calls.ts";
import { unbind, bindOwn } from "../../harness/guest/pci.ts";
import { forgetLeaks, leaks } from "../../harness/spec/detectors.ts";
import { sweepFailures } from "../../harness/spec/failures.ts";
import { family } from "../../harness/spec/index.ts";
import { works } from "./in-use.ts";
import { budget, sweep } from "./sweep.ts";

const spec = family("allocations", {
  devices: ownDriver,
  flavours: ["debug"],
  profile: "default",
  timeoutFactor: 2,
});

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
  { devices: [ownDriver, frames] },
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

/** Of its own: not by others that are its virtual functions in the lab. */
const makesFunctions = need("that has virtual functions", ({ virtualFunctions }) => virtualFunctions !== undefined);

spec(
  "making virtual functions: whatever fails in it, they are there or not, nothing leaks, and it works at once",
  { devices: [ownDriver, makesFunctions], profile: "full", timeoutFactor: 4 },
  async (t, context) => {
    const { guest, device, run } = context;
    const folder = `/sys/bus/pci/devices/${device.address}`;
    const count = async (): Promise<number> => Number(await guest.$`ls -d ${folder}/virtfn* 2> /dev/null | wc -l`);
    await works(context);
    // What their own driver does with them is another matter.
    await guest.$`echo 0 > ${folder}/sriov_drivers_autoprobe`;
    await forgetLeaks(context);
    {
      await using calls = await startCalls(guest, 60_000 * run.timeoutScale);
      await calls.ok(file("numvfs", `${folder}/sriov_numvfs`, openFlags.writeOnly));
      const make = (functions: number) => write("numvfs", Buffer.from(String(functions)).toString("hex"), 0);
      const { points, errnos } = await sweepFailures(context, calls, make(2), {
        budget: budget * run.timeoutScale,
        undo: async () => {
          t.is(await count(), 2, "sriov_numvfs took 2");
          await calls.ok(make(0));
        },
        intact: async () => {
          t.is(await count(), 0, "sriov_numvfs refused, and functions are there");
          t.is(await guest.read(`${folder}/sriov_numvfs`), "0");
        },
      });
      context.fact("points", points);
      context.fact("errors", errnos.join(", "));
      t.true(points > 0, "without a point nothing is proved");
      await calls.ok(shut("numvfs"));
    }
    t.is(await leaks(context), "");
    await guest.$`echo 1 > ${folder}/sriov_drivers_autoprobe`;
    await works(context);
  },
);
