// SPDX-License-Identifier: GPL-2.0-only
// Who has the device open may change, and the device may be taken away from all of them. Nobody keeps what is not theirs:
// not a vector, not a mapping of registers, not a reference.
import { functionReset, nic } from "../../lab/device/needs.ts";
import { arm, close, map, pollfd, readfd, unmap, writefd } from "../../harness/guest/device-calls.ts";
import { eventfd } from "../../harness/guest/eventfds.ts";
import { bind, readDriver, pciFacts, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { amidReset, besiege, exec, give, mailbox, set, take, touch } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { leavesNoTrace, traces, unused } from "./traces.ts";
import { armedUio, fires, ownEventfds, underFire, wokenEventfds } from "./verbs.ts";

const spec = family("lifetime", { driver: "uio_msi" });

const driver = "uio_msi";

/** The device is bound before the first look at it, and closed at the second. */
async function bound({ guest, device }: SpecContext): Promise<void> {
  await bind(guest, device.address, driver);
}

/** A program without vectors gets some, and they work. */
async function vectorsWork(uio: UioSession, context: SpecContext): Promise<boolean> {
  await uio.ok(map("BAR0"));
  await uio.armVectors(context.device.vectors);
  return "v1" in (await fires(uio, 1));
}

spec("over exec the device stays open, and its vectors set, if the file descriptor does", async (t, context) => {
  await bound(context);
  await leavesNoTrace(t, context, async () => {
    await using uio = await armedUio(context);
    t.true((await uio.ok(exec("keep"))).open);
    // The mapping went with the old program, the eventfds too; what the driver has stays.
    t.like(await traces(context), { busMaster: true, rows: context.device.vectors, open: 1, mapped: 0 });
    t.true(await vectorsWork(uio, context));
  });
});

spec(
  "exec closes the device, and frees its vectors, if the file descriptor is to close on exec",
  { profile: "default" },
  async (t, context) => {
    await bound(context);
    await leavesNoTrace(t, context, async () => {
      await using uio = await armedUio(context);
      t.false((await uio.ok(exec("drop"))).open);
      t.like(await traces(context), unused);
    });
  },
);

spec("a file descriptor that is passed on holds the device, also while nobody has taken it", async (t, context) => {
  await bound(context);
  await leavesNoTrace(t, context, async () => {
    const giver = await armedUio(context);
    await using taker = await UioSession.start(context.guest, context.device.address);
    await taker.ok(mailbox("device"));
    await giver.ok(give("device"));
    await giver[Symbol.asyncDispose]();
    t.like(await traces(context), { busMaster: true, rows: context.device.vectors, open: 0, mapped: 0, references: 1 });
    await taker.ok(take());
    t.true(await vectorsWork(taker, context));
  });
});

spec(
  "a file descriptor that nobody takes is closed with the socket that it waits in",
  { profile: "default" },
  async (t, context) => {
    await bound(context);
    await leavesNoTrace(t, context, async () => {
      const giver = await armedUio(context);
      const taker = await UioSession.start(context.guest, context.device.address);
      await taker.ok(mailbox("device"));
      await giver.ok(give("device"));
      await giver[Symbol.asyncDispose]();
      await taker[Symbol.asyncDispose]();
    });
  },
);

spec("unbind with the device open: no operation works any more, and registers are out of reach", async (t, context) => {
  const { guest, device } = context;
  await bound(context);
  await leavesNoTrace(t, context, async () => {
    await using stale = await armedUio(context);
    t.is((await stale.ok(touch())).signal, null);
    await unbind(guest, device.address);
    t.like(await traces(context), { busMaster: false, msixEnabled: false, rows: 0, open: 1, mapped: 1 });
    for (const access of [touch(), touch("write")]) t.is((await stale.ok(access)).signal, "SIGBUS", access.text);
    for (const command of [set(0, "v0"), set(0, -1), readfd()]) t.is(await stale.refused(command), "EIO", command.text);
    // What drivers/uio/uio.c has always said of a write that comes too late.
    t.is(await stale.refused(writefd(1)), "EINVAL");
    t.like(await stale.ok(pollfd(5000)), { error: true });
    // Bound again it is another device to who has the old one open: the two do not meet.
    await bind(guest, device.address, driver);
    await using fresh = await armedUio(context);
    t.deepEqual(await wokenEventfds(fresh, context), ownEventfds(context));
    t.is((await stale.ok(touch())).signal, "SIGBUS");
    t.is(await stale.refused(set(0, -1)), "EIO");
    await stale.ok(close());
    await stale.ok(unmap());
    t.deepEqual(
      await wokenEventfds(fresh, context),
      ownEventfds(context),
      "the last close of the old is not one of the new",
    );
  });
});

spec("a mapping that nobody touched before unbind raises SIGBUS too", { profile: "default" }, async (t, context) => {
  const { guest, device } = context;
  await bound(context);
  await leavesNoTrace(t, context, async () => {
    await using stale = await UioSession.open(guest, device.address);
    await unbind(guest, device.address);
    t.is((await stale.ok(touch())).signal, "SIGBUS");
    await bind(guest, device.address, driver);
    t.is((await stale.ok(touch())).signal, "SIGBUS");
  });
});

spec(
  "as long as it is open the module cannot be removed; then it can, bound or not",
  { profile: "default" },
  async (t, context) => {
    const { guest, device } = context;
    await bound(context);
    await leavesNoTrace(t, context, async () => {
      const uio = await armedUio(context);
      await guest.fails(sh`rmmod ${driver}`);
      t.deepEqual(Object.keys(await fires(uio, 1)), ["v1"]);
      await uio[Symbol.asyncDispose]();
      await guest.$`rmmod ${driver}`;
      t.is(await readDriver(guest, device.address), undefined);
      t.like(await traces(context), { busMaster: false, msixEnabled: false, references: -1 });
      await bind(guest, device.address, driver);
      await using again = await armedUio(context);
      t.deepEqual(Object.keys(await fires(again, 1)), ["v1"]);
    });
  },
);

spec("removing the device by sysfs with it open, and finding it again", { profile: "default" }, async (t, context) => {
  const { guest, device } = context;
  await bound(context);
  await leavesNoTrace(t, context, async () => {
    await using stale = await armedUio(context);
    await guest.$`echo 1 > /sys/bus/pci/devices/${device.address}/remove`;
    t.like(await traces(context), { present: false, rows: 0, open: 1 });
    t.is((await stale.ok(touch())).signal, "SIGBUS");
    t.is(await stale.refused(set(0, "v0")), "EIO");
    await guest.$`echo 1 > /sys/bus/pci/rescan`;
    await bind(guest, device.address, driver);
    await using fresh = await armedUio(context);
    t.deepEqual(await wokenEventfds(fresh, context), ownEventfds(context));
  });
});

spec(
  "a reset by sysfs with the device open keeps the vectors; the registers have to be set up again",
  { profile: "default" },
  async (t, context) => {
    const { guest, device } = context;
    await bound(context);
    await leavesNoTrace(t, context, async () => {
      await using uio = await armedUio(context);
      const before = await traces(context);
      context.fact("reset methods", await guest.read(`/sys/bus/pci/devices/${device.address}/reset_method`));
      await guest.$`echo 1 > /sys/bus/pci/devices/${device.address}/reset`;
      t.deepEqual(await traces(context), before);
      await uio.ok(arm());
      t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
    });
  },
);

/** A function level reset lasts 100 ms at least, in which a program can come (drivers/pci/pci.c, pcie_flr()). */
const longReset = { devices: [...nic, functionReset] } as const;

// The PCI core puts the command register and the MSI-X table back at the end of a reset by sysfs. What the driver did to
// them meanwhile would be undone: it has to wait.
spec(
  "a last close amid a reset leaves the device quiet: no bus mastering, no vector",
  longReset,
  async (t, context) => {
    await using uio = await armedUio(context);
    await uio.ok(unmap());
    await uio.ok(amidReset("close"));
    t.like(await traces(context), unused);
    await using next = await armedUio(context);
    t.deepEqual(await wokenEventfds(next, context), ownEventfds(context));
  },
);

spec("a first open amid a reset turns on bus mastering, and it stays on", longReset, async (t, context) => {
  const { guest, device } = context;
  await bind(guest, device.address, "uio_msi");
  await using uio = await UioSession.start(guest, device.address);
  await uio.ok(amidReset("open"));
  t.true((await pciFacts(guest, device.address)).busMaster);
  await uio.ok(map("BAR0"));
  await uio.armVectors(device.vectors);
  t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
});

spec(
  "a vector that is set amid a reset is set when the reset is over: the ioctl waits",
  longReset,
  async (t, context) => {
    await using uio = await armedUio(context);
    await uio.all([eventfd("other"), set(1, -1)]);
    await uio.ok(amidReset("set", 1, "other"));
    // The registers were lost in the reset.
    await uio.ok(arm());
    await uio.counts();
    t.deepEqual(Object.keys(await fires(uio, 1, "other")), ["other"]);
  },
);

spec("kill -9 in the middle of a storm leaves nothing behind", { profile: "default" }, async (t, context) => {
  await bound(context);
  await leavesNoTrace(t, context, async () => {
    const uio = await armedUio(context);
    const storm = uio.ask(besiege(60000)).catch(() => undefined);
    await underFire(context);
    await context.guest.$`killall -9 labtool`;
    await uio.ended;
    await storm;
  });
});

spec("unbind in the middle of a storm ends it by SIGBUS", { profile: "default" }, async (t, context) => {
  const { guest, device } = context;
  await bound(context);
  await leavesNoTrace(t, context, async () => {
    await using uio = await armedUio(context);
    const storm = uio.ok(besiege(60000));
    await underFire(context);
    await unbind(guest, device.address);
    const { fired, signal } = await storm;
    t.is(signal, "SIGBUS");
    context.fact("fired before", fired);
    await bind(guest, device.address, driver);
  });
});
