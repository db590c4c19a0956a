// SPDX-License-Identifier: GPL-2.0-only
// Who may drive a device: whoever may do raw I/O, and whoever was handed the open file by somebody who may.
import { open, close, map, unmap } from "../../harness/guest/device-calls.ts";
import { eventfd } from "../../harness/guest/eventfds.ts";
import { bind, readDriver, interruptRows, pciFacts } from "../../harness/guest/pci.ts";
import { drop, nobody, set, touch, fork, reap } from "./commands.ts";
import { uioName } from "./sysfs.ts";
import { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { armedUio, fires, ownEventfds, listVectors, wokenEventfds } from "./verbs.ts";

const spec = family("rights", { driver: "uio_msi" });

/** TAINT_USER: Documentation/admin-guide/tainted-kernels.rst. */
async function taintedByUser({ guest }: SpecContext): Promise<boolean> {
  return (Number(await guest.read("/proc/sys/kernel/tainted")) & 64) !== 0;
}

// The first of its file: what is tainted stays so.
spec(
  "the first open taints the kernel, and says so once; binding does not, nor an open that is refused",
  async (t, context) => {
    const { guest, device } = context;
    await bind(guest, device.address, "uio_msi");
    await using uio = await UioSession.start(guest, device.address);
    await using other = await UioSession.start(guest, device.address);
    await other.ok(drop());
    t.is(await other.refused(open()), "EPERM");
    t.false(await taintedByUser(context));
    await uio.ok(open());
    t.true(await taintedByUser(context));
    await uio.all([close(), open()]);
    t.is((await context.kernelLog()).match(/uio_msi .*tainting kernel/g)?.length, 1);
  },
);

spec("without CAP_SYS_RAWIO it cannot be opened (EPERM), and the device masters no bus", async (t, context) => {
  const { guest, device } = context;
  await bind(guest, device.address, "uio_msi");
  await using uio = await UioSession.start(guest, device.address);
  await uio.ok(drop());
  for (let round = 0; round < 3; round++) t.is(await uio.refused(open()), "EPERM");
  t.false((await pciFacts(guest, device.address)).busMaster);
  const root = await armedUio(context);
  t.deepEqual(await wokenEventfds(root, context), ownEventfds(context));
  await root[Symbol.asyncDispose]();
  t.false((await pciFacts(guest, device.address)).busMaster, "refused opens do not count: this close was the last");
});

spec("with the device open in another program, one without CAP_SYS_RAWIO is still refused", async (t, context) => {
  const { guest, device } = context;
  const root = await armedUio(context);
  await using other = await UioSession.start(guest, device.address);
  await other.ok(drop());
  for (let round = 0; round < 2; round++) t.is(await other.refused(open()), "EPERM");
  t.deepEqual(await wokenEventfds(root, context), ownEventfds(context));
  await root[Symbol.asyncDispose]();
  t.false((await pciFacts(guest, device.address)).busMaster, "the refused opens hold nothing");
});

spec(
  "permission on the file is not enough: another user is refused with EPERM",
  { profile: "default" },
  async (t, context) => {
    const { guest, device } = context;
    await bind(guest, device.address, "uio_msi");
    const node = `/dev/${await uioName(guest, device.address)}`;
    await using uio = await UioSession.start(guest, device.address);
    await uio.ok(nobody());
    t.is(await uio.refused(open()), "EACCES");
    await guest.$`chmod 666 ${node}`;
    t.is(await uio.refused(open()), "EPERM");
    await guest.$`chmod 600 ${node}`;
  },
);

spec("a program that was handed the open file can use it, whoever runs it", async (t, context) => {
  await using uio = await armedUio(context);
  await uio.all([nobody(), eventfd("other"), set(1, "other")]);
  t.deepEqual(Object.keys(await fires(uio, 1, "other")), ["other"]);
  await uio.all([set(1, -1), set(1, "v1")]);
  t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
});

spec("a program that was handed the open file can map the device, too", { profile: "default" }, async (t, context) => {
  await bind(context.guest, context.device.address, "uio_msi");
  await using uio = await UioSession.start(context.guest, context.device.address);
  await uio.all([open(), nobody(), map("BAR0")]);
  t.is((await uio.ok(touch())).signal, null);
});

spec(
  "a child that inherited it holds the device open: vectors stay until it is gone, too",
  { profile: "default" },
  async (t, context) => {
    const { guest, device } = context;
    const rows = async (): Promise<number> => (await interruptRows(guest, "uio_msi")).length;
    await using uio = await armedUio(context);
    await uio.all([fork(), unmap(), close()]);
    t.is(await rows(), listVectors(context).length);
    t.true((await pciFacts(guest, device.address)).busMaster);
    await uio.ok(reap());
    t.is(await rows(), 0);
    t.false((await pciFacts(guest, device.address)).busMaster);
    t.is(await readDriver(guest, device.address), "uio_msi");
  },
);
