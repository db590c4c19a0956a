// SPDX-License-Identifier: GPL-2.0-only
// The device goes and comes back: taken away by sysfs, pulled out of the machine by ACPI or by native hot-plug.
import { notVirtual, ownDriver, replaceable } from "../../lab/device/needs.ts";
import { found } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { plug, unplug } from "../../harness/machine/hotplug.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { startWork, works } from "./in-use.ts";

const spec = family("presence", { devices: [ownDriver, notVirtual], variants: "any", oneIommu: true });

/** Milliseconds, before `timeoutScale`. Native hot-plug lets people change their mind for 5 s (drivers/pci/hotplug/pciehp_ctrl.c). */
const timeout = 20_000;

async function removeAndRescan({ guest, device }: SpecContext): Promise<void> {
  await guest.run(sh`echo 1 > /sys/bus/pci/devices/${device.address}/remove`, { timeout });
  await guest.run(sh`echo 1 > /sys/bus/pci/rescan`, { timeout });
}

spec("the function is removed and found again by sysfs, idle and at work; it works each time", async (t, context) => {
  await works(context);
  for (let round = 0; round < 3; round++) {
    await removeAndRescan(context);
    await works(context);
    await using work = await startWork(context);
    context.fact("at work", work.text);
    await removeAndRescan(context);
  }
  await works(context);
  t.pass();
});

/** Out of the machine and in again. */
async function pullAndPutBack(context: SpecContext): Promise<void> {
  const { guest, device, machine, run } = context;
  const limit = timeout * run.timeoutScale;
  await unplug(machine, limit);
  await guest.until("the function to be gone", sh`test ! -e /sys/bus/pci/devices/${device.address}`, limit);
  await plug(machine);
  await found(guest, device.address, limit);
}

const pluggable = { devices: [ownDriver, notVirtual, replaceable], timeoutFactor: 3 } as const;

spec("the device is pulled and put back while nobody uses it; it works", pluggable, async (t, context) => {
  await works(context);
  await pullAndPutBack(context);
  await works(context);
  t.pass();
});

spec("the device is pulled while it is at work, and put back; it works", pluggable, async (t, context) => {
  await works(context);
  for (let round = 0; round < 2; round++) {
    await using work = await startWork(context);
    context.fact("at work", work.text);
    await pullAndPutBack(context);
    await works(context);
  }
  t.pass();
});
