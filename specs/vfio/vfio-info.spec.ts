// SPDX-License-Identifier: GPL-2.0-only
// What VFIO says of a device and its regions, and what reading, writing and mapping them does (include/uapi/linux/vfio.h).
import { msix, need, scratch, scratchOffset } from "../../lab/device/needs.ts";
import { mmap, load, read, write, store, munmap, fdinfo, loaded, Reply } from "../../harness/guest/calls.ts";
import { close } from "../../harness/guest/device-calls.ts";
import { u32, u64 } from "../../harness/guest/bytes.ts";
import { pciFacts } from "../../harness/guest/pci.ts";
import { family } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import {
  configRegion,
  deviceInfo,
  deviceReset,
  ioeventfd,
  irqInfo,
  regionInfo,
  vgaRegion,
} from "../../harness/spec/vfio-uapi.ts";
import { driver, eventfds, mappable, openVfio, region, regionFlags, signals, vfioDevices } from "./vfio.ts";

const spec = family("vfio-info", { driver, devices: vfioDevices, variants: "any", about: ["vfio_pci_*", "vfio_*"] });

/** VFIO_DEVICE_FLAGS_RESET, _PCI. */
const [resettable, isPci] = [1, 2];

spec("a PCI device with nine regions and five kinds of interrupt", async (t, context) => {
  await using vfio = await openVfio(context);
  const info = new Reply(await vfio.ok(deviceInfo()));
  t.is(info.u32(4) & isPci, isPci);
  t.true(info.u32(8) >= 9);
  t.is(info.u32(12), 5);
  t.is(await vfio.refused(deviceInfo(8)), "EINVAL", "a structure that is too short");
  t.is((info.u32(4) & resettable) !== 0, (await vfio.ask(deviceReset)).ok, "the reset that it promises works");
});

spec("each region is as long as its BAR; what the device has not is empty", async (t, context) => {
  const { device } = context;
  await using vfio = await openVfio(context);
  for (let index = 0; index < 6; index++) {
    const bar = device.bars.find((one) => one.index === index);
    const { size, flags } = await region(vfio, index);
    t.is(size, bar?.size ?? 0, `BAR${index}`);
    const may = bar === undefined ? 0 : regionFlags.read | regionFlags.write;
    t.is(flags & (regionFlags.read | regionFlags.write), may, `BAR${index}`);
    const maps = bar?.kind === "memory" && bar.size >= 4096;
    if (bar === undefined || maps || bar.kind === "io") t.is((flags & regionFlags.mmap) !== 0, maps, `BAR${index}`);
  }
  const config = await region(vfio, configRegion);
  t.true([256, 4096].includes(config.size));
  t.is(await vfio.refused(regionInfo(vgaRegion)), "EINVAL");
  for (const index of [9, 10, 0xffff_ffff]) t.is(await vfio.refused(regionInfo(index)), "EINVAL", `region ${index}`);
});

spec("counts and flags of the interrupts are the device's", async (t, context) => {
  const { guest, device } = context;
  const facts = await pciFacts(guest, device.address);
  await using vfio = await openVfio(context);
  const counts: Record<number, number> = { 2: facts.msix?.vectors ?? 0, 4: 1 };
  for (const [index, count] of Object.entries(counts))
    t.is(new Reply(await vfio.ok(irqInfo(Number(index)))).u32(12), count, `interrupt ${index}`);
  const intx = new Reply(await vfio.ok(irqInfo(0)));
  // VFIO_IRQ_INFO_EVENTFD, _MASKABLE, _AUTOMASKED.
  t.is(intx.u32(4), 7);
  for (const index of [5, 6, 0xffff_ffff]) t.is(await vfio.refused(irqInfo(index)), "EINVAL", `interrupt ${index}`);
  t.is(await vfio.refused(irqInfo(0, 12)), "EINVAL");
});

spec(
  "reading a BAR gives in each width what its mapping gives",
  { devices: [...vfioDevices, mappable] },
  async (t, context) => {
    await using vfio = await openVfio(context);
    const { size, offset } = await region(vfio, 0);
    await vfio.ok(mmap("bar", "device", size, offset));
    // The first registers of the NICs: control, and status; of others whatever is there.
    for (const at of [0, 8]) {
      const whole = loaded(await vfio.ok(load("bar", at, 4)));
      t.is(new Reply(await vfio.ok(read("device", 4, offset + at))).value, whole);
    }
  },
);

spec(
  "at the end of a BAR reads are cut short, and behind it refused",
  { devices: [...vfioDevices, mappable] },
  async (t, context) => {
    await using vfio = await openVfio(context);
    const { size, offset } = await region(vfio, 0);
    t.is(new Reply(await vfio.ok(read("device", 8, offset + size - 4))).result, 4);
    t.is(new Reply(await vfio.ok(read("device", 0, offset))).result, 0);
    for (const behind of [size, size + 4, size + 0x1000_0000]) {
      t.is(await vfio.refused(read("device", 4, offset + behind)), "EINVAL");
      t.is(await vfio.refused(write("device", u32(0), offset + behind)), "EINVAL");
    }
  },
);

spec(
  "a BAR is mapped in whole and in part, shared, and not beyond its end",
  { devices: [...vfioDevices, mappable] },
  async (t, context) => {
    const page = 4096;
    await using vfio = await openVfio(context);
    const { size, offset } = await region(vfio, 0);
    await vfio.ok(mmap("last", "device", page, offset + size - page, "read"));
    t.is((await vfio.ok(load("last", 0, 4))).signal, null);
    t.is(await vfio.refused(mmap("more", "device", size + page, offset)), "EINVAL");
    t.is(await vfio.refused(mmap("behind", "device", page, offset + size)), "EINVAL");
    const config = await region(vfio, configRegion);
    t.is(await vfio.refused(mmap("config", "device", page, config.offset)), "EINVAL");
  },
);

spec(
  "a register keeps what any way of writing puts there",
  { devices: [...vfioDevices, scratch] },
  async (t, context) => {
    const { device } = context;
    const at = scratchOffset(device);
    await using vfio = await openVfio(context);
    const { size, offset } = await region(vfio, 0);
    await vfio.ok(mmap("bar", "device", size, offset));
    await vfio.ok(store("bar", at, 4, 0x12345678));
    t.is(new Reply(await vfio.ok(read("device", 4, offset + at))).value, 0x12345678n);
    await vfio.ok(write("device", u32(0x9abcdef0), offset + at));
    t.is(loaded(await vfio.ok(load("bar", at, 4))), 0x9abcdef0n);
    // Eight bytes that begin at a multiple of 4, but not of 8, are two accesses.
    await vfio.ok(write("device", u32(1, 2), offset + at + 4));
    t.is(new Reply(await vfio.ok(read("device", 8, offset + at + 4))).value, 0x2_0000_0001n);
  },
);

spec(
  "the ports of an I/O BAR are read by read(), and not mapped",
  { devices: [...vfioDevices, need("with an I/O BAR", ({ bars }) => bars.some(({ kind }) => kind === "io"))] },
  async (t, context) => {
    const { device } = context;
    const bar = device.bars.find(({ kind }) => kind === "io");
    await using vfio = await openVfio(context);
    const { offset, size } = await region(vfio, bar?.index ?? 0);
    t.is(new Reply(await vfio.ok(read("device", 4, offset))).result, 4);
    t.is(await vfio.refused(read("device", 4, offset + size)), "EINVAL");
    t.is(await vfio.refused(mmap("ports", "device", 4096, offset)), "EINVAL");
  },
);

spec(
  "the MSI-X table is out of reach of read() and write(): all ones, and nothing changes",
  { devices: [...vfioDevices, msix] },
  async (t, context) => {
    const { device } = context;
    const bar = device.bars.find(({ msixTable }) => msixTable !== undefined);
    await using vfio = await openVfio(context);
    const { offset } = await region(vfio, bar?.index ?? 0);
    const at = offset + (bar?.msixTable ?? 0);
    t.is(new Reply(await vfio.ok(read("device", 16, at))).bytes.toString("hex"), "ff".repeat(16));
    await vfio.ok(write("device", u64(0, 0), at));
    t.is(new Reply(await vfio.ok(read("device", 4, at + 16 * (device.vectors - 1)))).value, 0xffff_ffffn);
  },
);

spec("an eventfd writes to a register for the program", { devices: [...vfioDevices, scratch] }, async (t, context) => {
  const at = scratchOffset(context.device);
  await using vfio = await openVfio(context);
  const { size, offset } = await region(vfio, 0);
  const config = await region(vfio, configRegion);
  await eventfds(vfio, "a", "b");
  await vfio.ok(mmap("bar", "device", size, offset));
  await vfio.ok(ioeventfd("a", 4, offset + at, 0x1234));
  for (const value of [0, 0x5555]) {
    await vfio.ok(store("bar", at, 4, value));
    await vfio.ok(write("a", u64(1)));
    await vfio.until(load("bar", at, 4), (answer) => loaded(answer) === 0x1234n);
  }
  t.is(await vfio.refused(ioeventfd("b", 4, offset + at, 0x1234)), "EEXIST");
  t.is(await vfio.refused(ioeventfd("b", 3, offset + at, 1)), "EINVAL", "no width");
  t.is(await vfio.refused(ioeventfd("b", 4, offset + size, 1)), "EINVAL", "behind the BAR");
  t.is(await vfio.refused(ioeventfd("b", 4, config.offset, 1)), "EINVAL", "no BAR");
  await vfio.ok(ioeventfd(undefined, 4, offset + at, 0x1234));
  t.is(await vfio.refused(ioeventfd(undefined, 4, offset + at, 0x1234)), "ENODEV", "there is none any more");
  await vfio.ok(store("bar", at, 4, 0));
  await vfio.ok(write("a", u64(1)));
  t.is(loaded(await vfio.ok(load("bar", at, 4))), 0n);
  t.is(await signals(vfio, "a"), 1, "it is the program's own again");
  await vfio.ok(ioeventfd("a", 4, offset + at, 1));
  await vfio.ok(munmap("bar"));
  await vfio.ok(close());
  t.is((await vfio.ok(fdinfo("a", "eventfd-count"))).value, "0");
});

declareLeakSpec(spec);
