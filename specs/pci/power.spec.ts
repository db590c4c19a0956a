// SPDX-License-Identifier: GPL-2.0-only
// The machine sleeps, a CPU goes, the function is reset: the driver is told, or sees for itself.
import { KernelError } from "../../harness/host/errors.ts";
import { interfaces, notVirtual, ownDriver } from "../../lab/device/needs.ts";
import { readInterface } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { sleepAndWake } from "../../harness/spec/suspend.ts";
import { startWork, works } from "./in-use.ts";

/** After a sleep igb's virtual function had no link for 10 s on Linux 6.12; why is not known. */
const sleeping = { fresh: true, devices: [ownDriver, notVirtual] } as const;

const spec = family("power", { devices: ownDriver, variants: "any", oneIommu: true });

spec(
  "the machine is suspended to RAM while the device is at work; afterwards it works",
  sleeping,
  async (t, context) => {
    await works(context);
    {
      await using work = await startWork(context);
      context.fact("at work", work.text);
      await sleepAndWake(context);
    }
    await works(context);
    t.pass();
  },
);

spec("the machine is suspended to RAM while the device is idle; afterwards it works", sleeping, async (t, context) => {
  const { guest, device } = context;
  await works(context);
  if (interfaces.isMet(device)) await guest.$`ip link set ${await readInterface(guest, device.address)} down`;
  await sleepAndWake(context);
  await works(context);
  t.pass();
});

spec(
  "a CPU that takes the device's interrupts goes away and comes back; the device works all the time",
  async (t, context) => {
    const { guest } = context;
    await works(context);
    if ((await guest.execute(sh`test -e /sys/devices/system/cpu/cpu1/online`)).code !== 0)
      notApplicable("the machine has one CPU");
    {
      await using work = await startWork(context);
      context.fact("at work", work.text);
      for (let round = 0; round < 3; round++)
        await guest.$`echo 0 > /sys/devices/system/cpu/cpu1/online && echo 1 > /sys/devices/system/cpu/cpu1/online`;
    }
    await guest.$`echo 0 > /sys/devices/system/cpu/cpu1/online`;
    await works(context);
    await guest.$`echo 1 > /sys/devices/system/cpu/cpu1/online`;
    await works(context);
    t.pass();
  },
);

/** Resets the function in each way that it has; a network interface is down meanwhile, since few drivers are told. */
async function resetEachWay(context: SpecContext): Promise<readonly string[]> {
  const { guest, device } = context;
  const folder = `/sys/bus/pci/devices/${device.address}`;
  const { stdout } = await guest.execute(sh`cat ${folder}/reset_method`);
  const methods = stdout.trim().split(/\s+/).filter(Boolean);
  const done: string[] = [];
  for (const method of methods) {
    if (interfaces.isMet(device)) await guest.$`ip link set ${await readInterface(guest, device.address)} down`;
    await guest.$`echo ${method} > ${folder}/reset_method`;
    // The kernel lists a way that it then finds barred: by a slot that has a driver of its own, for one.
    const { code, stderr } = await guest.execute(sh`echo 1 > ${folder}/reset`);
    if (code === 0) done.push(method);
    else if (!/Inappropriate ioctl/.test(stderr))
      throw new KernelError(`reset by ${method} failed`, { output: stderr });
    await works(context);
  }
  if (methods.length > 0) await guest.$`echo ${methods} > ${folder}/reset_method`;
  return done;
}

spec(
  "the function is reset in each way that it has, bound and idle; afterwards it works",
  { devices: [ownDriver, notVirtual] },
  async (t, context) => {
    await works(context);
    const methods = await resetEachWay(context);
    if (methods.length === 0) notApplicable("the function has no way to be reset");
    context.fact("ways", methods.join(", "));
    t.pass();
  },
);
