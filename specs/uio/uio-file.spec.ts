// SPDX-License-Identifier: GPL-2.0-only
// The file of a userspace I/O device: open(), read(), write(), poll() and mmap() as drivers/uio/uio.c promises them.
import { endpoint, intx, need } from "../../lab/device/needs.ts";
import { map, readfd, open, close } from "../../harness/guest/device-calls.ts";
import { poll, read, write, mmap, file, load, loaded, Reply } from "../../harness/guest/calls.ts";
import { u32, u64 } from "../../harness/guest/bytes.ts";
import { pciFacts } from "../../harness/guest/pci.ts";
import { setLine } from "../../harness/spec/intx.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { driver, letThrough, moduleReferences, openUio, startUio, uioName } from "./uio.ts";

const about = ["uio_*"];
const spec = family("uio-file", { driver, devices: intx, variants: ["ordinary", "nomsi"], about });

/** What a read() said: how many interrupts there were. */
const count = (answer: ConstructorParameters<typeof Reply>[0]): number => new Reply(answer).u32(0);

async function events({ guest, ...context }: SpecContext): Promise<number> {
  return Number(await guest.read(`/sys/class/uio/${await uioName({ guest, ...context })}/event`));
}

spec("an interrupt ends poll() and read(), which says how many there were; each comes once", async (t, context) => {
  const { device } = context;
  await using uio = await openUio(context);
  await uio.ok(map("map0"));
  const before = await events(context);
  t.is(await uio.refused(readfd()), "EAGAIN");
  t.false((await uio.ok(poll("device", 0, "in"))).in);
  for (const n of [1, 2, 3]) {
    await letThrough(context);
    await setLine(uio, device, "raise");
    t.true((await uio.ok(poll("device", 5000, "in"))).in);
    t.is(count(await uio.ok(read("device", 4))), before + n);
    t.is(await uio.refused(readfd()), "EAGAIN", "what was read does not come again");
    await setLine(uio, device, "lower");
  }
  t.is(await events(context), before + 3, "sysfs counts the same");
});

spec("the handler shuts the line until the program lets it through again", async (t, context) => {
  const { guest, device } = context;
  await using uio = await openUio(context);
  await uio.ok(map("map0"));
  await letThrough(context);
  await setLine(uio, device, "raise");
  const first = count(await uio.ok(read("device", 4)));
  t.true((await pciFacts(guest, device.address)).intxDisabled);
  t.false((await uio.ok(poll("device", 100, "in"))).in, "a line that stays up does not come through");
  await letThrough(context);
  t.is(count(await uio.ok(read("device", 4))), first + 1, "let through, it does");
  await setLine(uio, device, "lower");
});

spec("each program that has the device open hears of each interrupt", async (t, context) => {
  const { device } = context;
  await using uio = await openUio(context);
  await using other = await startUio(context);
  await other.ok(open());
  await uio.ok(map("map0"));
  await letThrough(context);
  const waiting = other.ok(read("device", 4));
  await setLine(uio, device, "raise");
  const [first, second] = [count(await uio.ok(read("device", 4))), count(await waiting)];
  t.is(first, second);
  t.is(await other.refused(readfd()), "EAGAIN");
  await using late = await startUio(context);
  await late.ok(open());
  t.is(await late.refused(readfd()), "EAGAIN", "who opens later hears of later interrupts");
  await setLine(uio, device, "lower");
});

spec(
  "read() and write() take 4 bytes and nothing else; this driver does not switch its interrupt by write()",
  async (t, context) => {
    await using uio = await openUio(context);
    for (const size of [0, 1, 3, 5, 8])
      t.is(await uio.refused(read("device", size)), "EINVAL", `read of ${size} bytes`);
    t.is(await uio.refused(write("device", "")), "EINVAL");
    t.is(await uio.refused(write("device", u64(1))), "EINVAL");
    t.is(await uio.refused(write("device", u32(1))), "ENOSYS");
  },
);

spec(
  "without an interrupt line read(), write() and poll() say EIO",
  { devices: need("without an interrupt line", ({ virtual }) => virtual !== undefined), variants: ["ordinary"] },
  async (t, context) => {
    await using uio = await openUio(context);
    t.is(await uio.refused(read("device", 4)), "EIO");
    t.is(await uio.refused(write("device", u32(1))), "EIO");
    t.true((await uio.ok(poll("device", 0))).error);
  },
);

spec("mmap() gives a map's pages and no more, and shows the registers of its BAR", async (t, context) => {
  const { device, guest } = context;
  await using uio = await openUio(context);
  const [{ index, size } = { index: 0, size: 0 }] = device.bars;
  const page = 4096;
  await uio.ok(mmap("whole", "device", size, 0));
  await uio.ok(mmap("first", "device", page, 0));
  t.is(await uio.refused(mmap("more", "device", size + page, 0)), "EINVAL");
  for (const number of [4, 5, 6, 1000])
    t.is(await uio.refused(mmap("none", "device", page, number * page)), "EINVAL", `map ${number}`);
  // The same register by sysfs: a mapping of the BAR itself.
  await uio.ok(file("resource", `/sys/bus/pci/devices/${device.address}/resource${index}`));
  await guest.$`labtool pci ${device.address} set memory on`;
  await uio.ok(mmap("bar", "resource", page, 0));
  for (const offset of [0, 8])
    t.is(loaded(await uio.ok(load("whole", offset, 4))), loaded(await uio.ok(load("bar", offset, 4))));
});

spec("closing switches bus mastering off, whoever switched it on", { devices: endpoint }, async (t, context) => {
  const { guest, device } = context;
  const uio = await openUio(context);
  t.false((await pciFacts(guest, device.address)).busMaster, "opening does not switch it on");
  await guest.$`labtool pci ${device.address} set master on`;
  await uio.ok(close());
  t.false((await pciFacts(guest, device.address)).busMaster);
  await uio.ok(open());
  await guest.$`labtool pci ${device.address} set master on`;
  t.true((await pciFacts(guest, device.address)).busMaster);
  await uio[Symbol.asyncDispose]();
  t.false((await pciFacts(guest, device.address)).busMaster, "a program that ends closes");
});

spec(
  "opened and closed 200 times, by one program and by two, the module is held by nobody",
  { devices: endpoint },
  async (t, context) => {
    await using uio = await openUio(context);
    const before = await moduleReferences(context);
    await using other = await startUio(context);
    const round = [close(), open()];
    await uio.all(Array.from({ length: 100 }, () => round).flat());
    await other.all(Array.from({ length: 100 }, () => [open(), close()]).flat());
    t.is(await moduleReferences(context), before);
    await uio.ok(close());
    t.is(await moduleReferences(context), before - 1);
  },
);

declareLeakSpec(spec);
