// SPDX-License-Identifier: GPL-2.0-only
// Suspend to RAM and back. The driver has no part in it: the PCI core saves and restores configuration space and the
// MSI-X table (drivers/pci/pci-driver.c, pci_pm_suspend_noirq), so vectors stay set; registers are for the program.
import { LabError } from "../../harness/host/errors.ts";
import { bind } from "../../harness/guest/pci.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { leavesNoTrace, traces } from "./traces.ts";
import { armedUio, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("suspend", { driver: "uio_msi", profile: "default" });

/** To sleep by the guest's own doing, awake by QEMU's. */
async function sleepAndWake({ guest, machine, run }: SpecContext): Promise<void> {
  const timeout = 20_000 * run.timeoutScale;
  const asleep = machine.qmp.waitFor("SUSPEND", ({ event }) => event === "SUSPEND", timeout);
  const slept = guest.run("echo mem > /sys/power/state", { timeout });
  for (const promise of [asleep, slept]) promise.catch(() => undefined);
  const awake = slept.then(() =>
    Promise.reject(new LabError("the machine did not stay asleep: QEMU was not asked to")),
  );
  awake.catch(() => undefined);
  await Promise.race([asleep, awake]);
  await machine.qmp.execute("system_wakeup");
  await slept;
}

// One sleep a machine: of a second one right after it QEMU 10.0 is now and then not told, and the guest wakes by itself.
spec("an open device keeps its vectors over suspend to RAM; registers have to be set up again", async (t, context) => {
  const { guest, device } = context;
  await bind(guest, device.address, "uio_msi");
  await leavesNoTrace(t, context, async () => {
    const before = await traces(context);
    const uio = await armedUio(context);
    const open = await traces(context);
    await sleepAndWake(context);
    t.deepEqual(await traces(context), open);
    await uio.ok("arm");
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
    await uio[Symbol.asyncDispose]();
    t.deepEqual(await traces(context), before);
    await using again = await armedUio(context);
    t.deepEqual(await wokenEventfds(again, context), ownEventfds(context));
  });
});
