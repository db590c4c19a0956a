// SPDX-License-Identifier: GPL-2.0-only
// The machine restarts with its devices in use: each driver's shutdown() quiets its device and waits for nobody
// (Documentation/driver-api/driver-model/driver.rst, Documentation/PCI/pci.rst).
import { ownDriver } from "../../lab/device/needs.ts";
import { DeadlineError, within } from "../../harness/host/deadline.ts";
import { KernelError } from "../../harness/host/errors.ts";
import { unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { driverNodes, Holder } from "./device-nodes.ts";
import { startWork, works } from "./in-use.ts";

const spec = family("shutdown", {
  devices: ownDriver,
  variants: "any",
  oneIommu: true,
  profile: "default",
  ends: true,
  timeoutFactor: 3,
});

/** Milliseconds, before `timeoutScale`, that a restart may take. */
const limit = 30_000;

/** Restarts at once, as programs are: nothing is ended or unmounted before. QEMU ends with it. */
async function restart({ guest, machine, run }: SpecContext): Promise<void> {
  const from = machine.console.mark();
  const timeout = limit * run.timeoutScale;
  // The connection goes with the machine.
  guest.execute(sh`reboot -f`, { timeout }).catch(() => undefined);
  try {
    // What the kernel says when all devices are shut down (kernel/reboot.c).
    await machine.console.waitFor("the restart", /reboot: Restarting system/, timeout, from);
    await within("the machine's end", timeout, machine.stopped);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new KernelError(`the machine does not restart: ${error.message}`, { why: "timeout", cause: error });
  }
}

spec("the machine restarts while the device is at work", async (t, context) => {
  await works(context);
  await using work = await startWork(context);
  context.fact("at work", work.text);
  await restart(context);
  t.true(context.machine.isStopped());
});

spec("the machine restarts with each device node open", async (t, context) => {
  const nodes = await driverNodes(context);
  await using holder = await Holder.open(context, nodes);
  await holder.use();
  await restart(context);
  t.true(context.machine.isStopped());
});

spec("the machine restarts after the driver was unbound and bound again", async (t, context) => {
  const { guest, device } = context;
  for (let round = 0; round < 2; round++) {
    await works(context);
    await unbind(guest, device.address);
  }
  await works(context);
  await restart(context);
  t.true(context.machine.isStopped());
});
