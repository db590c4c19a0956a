// SPDX-License-Identifier: GPL-2.0-only
// Suspend to RAM and back. The driver has no part in it: the PCI core saves and restores configuration space and the
// MSI-X table (drivers/pci/pci-driver.c, pci_pm_suspend_noirq), so vectors stay set; registers are for the program.
import { arm } from "../../harness/guest/device-calls.ts";
import { bind } from "../../harness/guest/pci.ts";
import { family } from "../../harness/spec/index.ts";
import { sleepAndWake } from "../../harness/spec/suspend.ts";
import { leavesNoTrace, traces } from "./traces.ts";
import { armedUio, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("suspend", { driver: "uio_msi", profile: "default" });

spec("an open device keeps its vectors over suspend to RAM; registers have to be set up again", async (t, context) => {
  const { guest, device } = context;
  await bind(guest, device.address, "uio_msi");
  await leavesNoTrace(t, context, async () => {
    const before = await traces(context);
    const uio = await armedUio(context);
    const open = await traces(context);
    await sleepAndWake(context);
    t.deepEqual(await traces(context), open);
    await uio.ok(arm());
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
    await uio[Symbol.asyncDispose]();
    t.deepEqual(await traces(context), before);
    await using again = await armedUio(context);
    t.deepEqual(await wokenEventfds(again, context), ownEventfds(context));
  });
});
