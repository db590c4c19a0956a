// SPDX-License-Identifier: GPL-2.0-only
// A virtual function exists as long as its physical function's driver says so: it can go away at any moment, and its
// user is not asked.
import type { DeviceDefinition } from "../../lab/device/index.ts";
import { virtual } from "../../lab/device/needs.ts";
import { readfd } from "../../harness/guest/device-calls.ts";
import { bind, readDriver } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { set, touch } from "./commands.ts";
import { leavesNoTrace, traces } from "./traces.ts";
import { armedUio, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("sriov", { driver: "uio_msi", devices: virtual, profile: "default" });

const driver = "uio_msi";

function physicalFunction({ device }: SpecContext): DeviceDefinition {
  if (device.virtual === undefined) throw new TypeError(`${device.model} is no virtual function`);
  return device.virtual.physical;
}

/** Makes the physical function have so many virtual ones. */
async function virtualFunctions(context: SpecContext, count: number): Promise<void> {
  const { address } = physicalFunction(context);
  await context.guest.run(sh`echo ${count} > /sys/bus/pci/devices/${address}/sriov_numvfs`, { timeout: 60_000 });
}

spec(
  "virtual functions that are taken away while one is open: SIGBUS and EIO, and no vector left",
  async (t, context) => {
    const { guest, device } = context;
    await bind(guest, device.address, driver);
    await leavesNoTrace(t, context, async () => {
      await using stale = await armedUio(context);
      t.deepEqual(await wokenEventfds(stale, context), ownEventfds(context));
      await virtualFunctions(context, 0);
      t.like(await traces(context), { present: false, rows: 0, open: 1, mapped: 1 });
      t.is((await stale.ok(touch())).signal, "SIGBUS");
      for (const command of [set(0, "v0"), set(0, -1), readfd()])
        t.is(await stale.refused(command), "EIO", command.text);
      await virtualFunctions(context, 2);
      await bind(guest, device.address, driver);
      await using fresh = await armedUio(context);
      t.deepEqual(await wokenEventfds(fresh, context), ownEventfds(context));
      t.is((await stale.ok(touch())).signal, "SIGBUS");
    });
  },
);

spec("the physical function's driver lets go of it while a virtual function is open", async (t, context) => {
  const { guest, device } = context;
  const { address, driver: physicalDriver } = physicalFunction(context);
  const drivers = `/sys/bus/pci/drivers/${physicalDriver?.name}`;
  await bind(guest, device.address, driver);
  await leavesNoTrace(t, context, async () => {
    await using stale = await armedUio(context);
    await guest.run(sh`echo ${address} > ${drivers}/unbind`, { timeout: 60_000 });
    t.like(await traces(context), { present: false, rows: 0, open: 1 });
    t.is(await stale.refused(set(0, "v0")), "EIO");
    await guest.$`echo ${address} > ${drivers}/bind`;
    t.is(await readDriver(guest, address), physicalDriver?.name);
    await guest.$`cd /sys/bus/pci/devices/${address} && ip link set $(ls net) up`;
    await guest.$`echo 0 > /sys/bus/pci/devices/${address}/sriov_drivers_autoprobe`;
    await virtualFunctions(context, 2);
    await bind(guest, device.address, driver);
    await using fresh = await armedUio(context);
    t.deepEqual(await wokenEventfds(fresh, context), ownEventfds(context));
  });
});

// Real virtual functions have no memory bit: it reads as 0, and they decode as their physical function says (SR-IOV
// specification 1.1, 3.4.1.3). QEMU's have one; cleared, it looks to the driver as on real hardware, which the kernel
// tells of by no_command_memory (drivers/pci/iov.c). What goes to the table in that state is lost here: not so there.
spec("a virtual function whose memory bit reads as 0 is not taken for one that does not decode", async (t, context) => {
  const { guest, device } = context;
  await bind(guest, device.address, driver);
  await leavesNoTrace(t, context, async () => {
    await using uio = await armedUio(context);
    await guest.$`labtool pci ${device.address} set memory off`;
    try {
      await uio.all([set(0, "v1"), set(0, -1), set(0, "v0")]);
    } finally {
      await guest.$`labtool pci ${device.address} set memory on`;
    }
    await uio.all([set(0, -1), set(0, "v0")]);
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
  });
});
