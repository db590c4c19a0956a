// SPDX-License-Identifier: GPL-2.0-only
// A kernel that is locked down does not hand out a device that could overwrite it. There is no way back from lockdown:
// these specs have a file, and so a machine, of their own.
import { lockDown } from "../../harness/guest/lockdown.ts";
import { bind, pciFacts } from "../../harness/guest/pci.ts";
import { UioSession } from "./uio-session.ts";
import { family } from "../../harness/spec/index.ts";
import { armedUio, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("lockdown", { driver: "uio_msi", flavours: ["debug", "coverage"] });

spec(
  "while the kernel is locked down nobody can open the device (EPERM); who has it open keeps it",
  async (t, context) => {
    const { guest, device } = context;
    await using before = await armedUio(context);
    await lockDown(guest);
    await using after = await UioSession.start(guest, device.address);
    t.is(await after.refused("open"), "EPERM");
    t.deepEqual(await wokenEventfds(before, context), ownEventfds(context));
    await before.all(["unmap", "close"]);
    t.is(await before.refused("open"), "EPERM");
    t.false((await pciFacts(guest, device.address)).busMaster);
  },
);

spec("locked down, the driver still binds: there is nothing to fear before an open", async (t, { guest, device }) => {
  // First of all: a kernel that is locked down loads no module without a signature.
  await bind(guest, device.address, "uio_msi");
  await lockDown(guest);
  await guest.run(`echo ${device.address} > /sys/bus/pci/drivers/uio_msi/unbind`);
  await bind(guest, device.address, "uio_msi");
  await using uio = await UioSession.start(guest, device.address);
  t.is(await uio.refused("open"), "EPERM");
});
