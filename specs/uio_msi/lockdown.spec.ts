// SPDX-License-Identifier: GPL-2.0-only
// A kernel that is locked down does not hand out a device that could overwrite it. There is no way back from lockdown:
// these specs have a file, and so a machine, of their own.
import { open, unmap, close, map } from "../../harness/guest/device-calls.ts";
import { eventfd } from "../../harness/guest/eventfds.ts";
import { lockDown } from "../../harness/guest/lockdown.ts";
import { bind, pciFacts } from "../../harness/guest/pci.ts";
import { set, touch, mailbox, give, take } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { family } from "../../harness/spec/index.ts";
import { armedUio, fires, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("lockdown", { driver: "uio_msi", flavours: ["debug", "coverage"] });

spec(
  "while the kernel is locked down nobody can open the device (EPERM); who has it open keeps it",
  async (t, context) => {
    const { guest, device } = context;
    await using before = await armedUio(context);
    await lockDown(guest);
    await using after = await UioSession.start(guest, device.address);
    t.is(await after.refused(open()), "EPERM");
    t.deepEqual(await wokenEventfds(before, context), ownEventfds(context));
    await before.all([unmap(), close()]);
    t.is(await before.refused(open()), "EPERM");
    t.false((await pciFacts(guest, device.address)).busMaster);
  },
);

// Opening is what is refused, and not the device: who has the open file loses nothing of it. The machine must not be
// locked down when it is opened.
spec(
  "locked down, whoever has the device open can still set, release and map, and hand it on",
  { fresh: true },
  async (t, context) => {
    const { guest, device } = context;
    await using uio = await armedUio(context);
    await using taker = await UioSession.start(guest, device.address);
    await lockDown(guest);
    await uio.all([eventfd("other"), set(1, "other")]);
    t.deepEqual(Object.keys(await fires(uio, 1, "other")), ["other"]);
    await uio.all([set(1, -1), set(1, "v1"), unmap(), map("BAR0")]);
    t.is((await uio.ok(touch())).signal, null);
    await taker.ok(mailbox("device"));
    await uio.ok(give("device"));
    await taker.all([take(), map("BAR0"), eventfd("mine"), set(1, "mine")]);
    t.deepEqual(Object.keys(await fires(taker, 1, "mine")), ["mine"]);
  },
);

spec("locked down, the driver still binds: nothing is exposed before an open", async (t, { guest, device }) => {
  // First of all: a kernel that is locked down loads no module without a signature.
  await bind(guest, device.address, "uio_msi");
  await lockDown(guest);
  await guest.$`echo ${device.address} > /sys/bus/pci/drivers/uio_msi/unbind`;
  await bind(guest, device.address, "uio_msi");
  await using uio = await UioSession.start(guest, device.address);
  t.is(await uio.refused(open()), "EPERM");
});
