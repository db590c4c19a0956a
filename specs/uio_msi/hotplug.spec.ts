// SPDX-License-Identifier: GPL-2.0-only
// The device is pulled out of the running machine and put back: by ACPI, which is what the ordinary machine does, and
// by native PCI Express hot-plug, where the guest's attention button is pressed.
import { readfd } from "../../harness/guest/device-calls.ts";
import { bind, found, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { plug, unplug } from "../../harness/machine/hotplug.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { besiege, set, touch } from "./commands.ts";
import { leavesNoTrace, traces } from "./traces.ts";
import { armedUio, ownEventfds, underFire, wokenEventfds } from "./verbs.ts";

const spec = family("hotplug", { driver: "uio_msi", variants: ["ordinary", "pciehp"], profile: "default" });

const driver = "uio_msi";

/** Milliseconds, before `timeoutScale`. Native hot-plug lets people change their mind for 5 s (drivers/pci/hotplug/pciehp_ctrl.c). */
const timeout = 20_000;

/** Out it goes; the guest knows. */
async function pull(context: SpecContext): Promise<void> {
  const { guest, device, machine, run } = context;
  await unplug(machine, timeout * run.timeoutScale);
  await guest.until("the function to be gone", sh`test ! -e /sys/bus/pci/devices/${device.address}`, timeout);
}

/** In it goes, and the guest finds it where it was. */
async function putBack(context: SpecContext): Promise<void> {
  const { guest, device, machine } = context;
  await plug(machine);
  await found(guest, device.address, timeout);
}

/** It is as good as new: bound, opened, each vector heard. */
async function works(context: SpecContext): Promise<readonly (readonly string[])[]> {
  await using uio = await armedUio(context);
  return wokenEventfds(uio, context);
}

spec("a device that is bound and closed can be pulled, put back and used", async (t, context) => {
  await bind(context.guest, context.device.address, driver);
  await leavesNoTrace(t, context, async () => {
    await pull(context);
    t.like(await traces(context), { present: false, references: 0 });
    await putBack(context);
    t.deepEqual(await works(context), ownEventfds(context));
  });
});

spec(
  "a device that is pulled while it is open: SIGBUS and EIO, and nothing is left of its vectors",
  async (t, context) => {
    await bind(context.guest, context.device.address, driver);
    await leavesNoTrace(t, context, async () => {
      await using stale = await armedUio(context);
      await pull(context);
      t.like(await traces(context), { present: false, rows: 0, open: 1, mapped: 1 });
      t.is((await stale.ok(touch())).signal, "SIGBUS");
      for (const command of [set(0, "v0"), set(0, -1), readfd()])
        t.is(await stale.refused(command), "EIO", command.text);
      await putBack(context);
      // The new device may have the old one's addresses: the old mapping must not reach it.
      t.deepEqual(await works(context), ownEventfds(context));
      t.is((await stale.ok(touch())).signal, "SIGBUS");
    });
  },
);

spec("a device that is pulled in the middle of a storm", async (t, context) => {
  await bind(context.guest, context.device.address, driver);
  await leavesNoTrace(t, context, async () => {
    await using stale = await armedUio(context);
    const storm = stale.ok(besiege(600000));
    await underFire(context);
    await pull(context);
    const { fired, signal } = await storm;
    t.is(signal, "SIGBUS");
    context.fact("fired before", fired);
    await putBack(context);
    t.deepEqual(await works(context), ownEventfds(context));
  });
});

spec("a device that was pulled and put back can be pulled again at once", { profile: "full" }, async (t, context) => {
  await bind(context.guest, context.device.address, driver);
  await leavesNoTrace(t, context, async () => {
    for (let round = 0; round < 5; round++) {
      await pull(context);
      await putBack(context);
      await bind(context.guest, context.device.address, driver);
    }
    await unbind(context.guest, context.device.address);
    t.deepEqual(await works(context), ownEventfds(context));
  });
});
