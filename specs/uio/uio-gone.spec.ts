// SPDX-License-Identifier: GPL-2.0-only
// The device goes while a program has it open: each call says so, nothing is touched that is not there any more (KASAN
// sees to that on a debug kernel), and nobody waits for ever.
import type { ExecutionContext } from "ava";
import { endpoint, intx, notVirtual, replaceable, virtual } from "../../lab/device/needs.ts";
import { read, write, poll, mmap } from "../../harness/guest/calls.ts";
import { close } from "../../harness/guest/device-calls.ts";
import { u32 } from "../../harness/guest/bytes.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { found, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { plug, unplug } from "../../harness/machine/hotplug.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { bindGeneric, driver, moduleReferences, openUio } from "./uio.ts";

const spec = family("uio-gone", { driver, devices: endpoint, about: ["uio_*"] });

/** All that a program can still do with a file whose device is gone. */
async function isDead(t: ExecutionContext, uio: GuestProgram): Promise<void> {
  t.is(await uio.refused(read("device", 4)), "EIO");
  // drivers/uio/uio.c, uio_write().
  t.is(await uio.refused(write("device", u32(1))), "EINVAL");
  t.true((await uio.ok(poll("device", 0))).error);
  t.is(await uio.refused(mmap("late", "device", 4096, 0)), "EINVAL");
}

/** The device goes by `how` while it is open; the file is used and closed afterwards, and the device is used again. */
async function survives(t: ExecutionContext, context: SpecContext, how: () => Promise<void>): Promise<void> {
  const uio = await openUio(context);
  await how();
  await isDead(t, uio);
  await uio.ok(close());
  await uio[Symbol.asyncDispose]();
}

spec(
  "unbound: read, write, poll and mmap fail, close works, and the next user is not disturbed",
  async (t, context) => {
    const { guest, device } = context;
    await survives(t, context, async () => unbind(guest, device.address));
    await bindGeneric(context);
    const before = await moduleReferences(context);
    const fresh = await openUio(context);
    t.is(await moduleReferences(context), before + 1);
    await fresh[Symbol.asyncDispose]();
    t.is(await moduleReferences(context), before);
    await guest.$`rmmod ${driver}`;
  },
);

spec("bound again while the old file is open: the two are different devices", async (t, context) => {
  const { guest, device } = context;
  await using stale = await openUio(context);
  await unbind(guest, device.address);
  await bindGeneric(context);
  await using fresh = await openUio(context);
  await isDead(t, stale);
  await stale.ok(close());
  t.true((await fresh.ok(close())).ok);
});

spec("a read() that waits ends with EIO when the device is unbound", { devices: intx }, async (t, context) => {
  const { guest, device } = context;
  await using uio = await openUio(context);
  const waiting = uio.ask(read("device", 4));
  await guest.until("the read to wait", sh`grep -q uio_read /proc/[0-9]*/stack`, 5_000);
  await unbind(guest, device.address);
  t.is((await waiting).errno, "EIO");
});

spec("a poll() that waits ends when the device is unbound", { devices: intx }, async (t, context) => {
  const { guest, device } = context;
  await using uio = await openUio(context);
  const waiting = uio.ok(poll("device", 30000, "in"));
  await guest.until("the poll to wait", sh`grep -q do_sys_poll /proc/$(pidof labtool)/stack`, 5_000);
  await unbind(guest, device.address);
  t.true((await waiting).error);
});

spec("unbound with three programs that have it open", { profile: "default" }, async (t, context) => {
  const { guest, device } = context;
  const users = [await openUio(context), await openUio(context), await openUio(context)];
  await unbind(guest, device.address);
  for (const uio of users) await isDead(t, uio);
  await Promise.all(users.map(async (uio) => uio[Symbol.asyncDispose]()));
  await bindGeneric(context);
});

spec("removed by sysfs and found again", { devices: [endpoint, notVirtual] }, async (t, context) => {
  const { guest, device } = context;
  await survives(t, context, async () => {
    await guest.$`echo 1 > /sys/bus/pci/devices/${device.address}/remove`;
  });
  await guest.$`echo 1 > /sys/bus/pci/rescan`;
  await using fresh = await openUio(context);
  t.true((await fresh.ok(close())).ok);
});

spec(
  "pulled out of the running machine and put back",
  { devices: [endpoint, notVirtual, replaceable], variants: ["ordinary", "pciehp"], profile: "default" },
  async (t, context) => {
    const { guest, device, machine, run } = context;
    const timeout = 10_000 * run.timeoutScale;
    await survives(t, context, async () => {
      await unplug(machine, timeout);
      await guest.until("the function to be gone", sh`test ! -e /sys/bus/pci/devices/${device.address}`, timeout);
    });
    await plug(machine);
    await found(guest, device.address, timeout);
    await using fresh = await openUio(context);
    t.true((await fresh.ok(close())).ok);
  },
);

spec(
  "a virtual function that is taken away by its physical one",
  { devices: virtual, timeoutFactor: 2 },
  async (t, context) => {
    const { guest, device } = context;
    const numvfs = `/sys/bus/pci/devices/${device.virtual?.physical.address}/sriov_numvfs`;
    await survives(t, context, async () => {
      await guest.run(sh`echo 0 > ${numvfs}`, { timeout: 60_000 });
    });
    await guest.run(sh`echo ${device.virtual?.count ?? 0} > ${numvfs}`, { timeout: 60_000 });
    await using fresh = await openUio(context);
    t.true((await fresh.ok(close())).ok);
  },
);

declareLeakSpec(spec);
