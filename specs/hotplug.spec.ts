// SPDX-License-Identifier: GPL-2.0-only
// The device is pulled out of the running machine and put back: by ACPI, which is what the ordinary machine does, and
// by native PCI Express hot-plug, where the guest's attention button is pressed.
import { bind, found, unbind } from "../harness/guest/pci.ts";
import { plug, unplug } from "../harness/machine/hotplug.ts";
import { family, type Bench } from "../harness/spec/index.ts";
import { leavesNoTrace, traces } from "../harness/spec/invariants.ts";
import { armedUio, ownEventfds, underFire, wokenEventfds } from "../harness/spec/verbs.ts";

const spec = family("hotplug", { driver: "uio_msi", variants: ["ordinary", "pciehp"], profile: "default" });

const driver = "uio_msi";

/** Milliseconds, before slowness. Native hot-plug lets people change their mind for 5 s (drivers/pci/hotplug/pciehp_ctrl.c). */
const patience = 20_000;

/** Out it goes; the guest knows. */
async function pull(bench: Bench): Promise<void> {
  const { guest, device, machine, run } = bench;
  await unplug(machine, patience * run.slowness);
  await guest.until("the function to be gone", `test ! -e /sys/bus/pci/devices/${device.address}`, patience);
}

/** In it goes, and the guest finds it where it was. */
async function putBack(bench: Bench): Promise<void> {
  const { guest, device, machine } = bench;
  await plug(machine);
  await found(guest, device.address, patience);
}

/** It is as good as new: bound, opened, each vector heard. */
async function works(bench: Bench): Promise<readonly (readonly string[])[]> {
  await using uio = await armedUio(bench);
  return wokenEventfds(uio, bench);
}

spec("a device that is bound and closed can be pulled, put back and used", async (t, bench) => {
  await bind(bench.guest, bench.device.address, driver);
  await leavesNoTrace(t, bench, async () => {
    await pull(bench);
    t.like(await traces(bench), { present: false, references: 0 });
    await putBack(bench);
    t.deepEqual(await works(bench), ownEventfds(bench));
  });
});

spec(
  "a device that is pulled while it is open: SIGBUS and EIO, and nothing is left of its vectors",
  async (t, bench) => {
    await bind(bench.guest, bench.device.address, driver);
    await leavesNoTrace(t, bench, async () => {
      await using stale = await armedUio(bench);
      await pull(bench);
      t.like(await traces(bench), { present: false, rows: 0, open: 1, mapped: 1 });
      t.is((await stale.ok("touch"))["signal"], "SIGBUS");
      for (const command of ["set 0 v0", "set 0 -1", "readfd"]) t.is(await stale.refused(command), "EIO", command);
      await putBack(bench);
      // The new device may have the old one's addresses: the old mapping must not reach it.
      t.deepEqual(await works(bench), ownEventfds(bench));
      t.is((await stale.ok("touch"))["signal"], "SIGBUS");
    });
  },
);

spec("a device that is pulled in the middle of a storm", async (t, bench) => {
  await bind(bench.guest, bench.device.address, driver);
  await leavesNoTrace(t, bench, async () => {
    await using stale = await armedUio(bench);
    const storm = stale.ok("besiege 600000");
    await underFire(bench);
    await pull(bench);
    const { fired, signal } = await storm;
    t.is(signal, "SIGBUS");
    bench.fact("fired before", Number(fired));
    await putBack(bench);
    t.deepEqual(await works(bench), ownEventfds(bench));
  });
});

spec("a device that was pulled and put back can be pulled again at once", { profile: "full" }, async (t, bench) => {
  await bind(bench.guest, bench.device.address, driver);
  await leavesNoTrace(t, bench, async () => {
    for (let round = 0; round < 5; round++) {
      await pull(bench);
      await putBack(bench);
      await bind(bench.guest, bench.device.address, driver);
    }
    await unbind(bench.guest, bench.device.address);
    t.deepEqual(await works(bench), ownEventfds(bench));
  });
});
