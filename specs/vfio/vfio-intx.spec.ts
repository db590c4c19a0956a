// SPDX-License-Identifier: GPL-2.0-only
// INTx by VFIO: a line that masks itself when it has been heard, and is let through again by ioctl or by an eventfd.
import { intx } from "../../lab/device/needs.ts";
import { map, unmap, close } from "../../harness/guest/device-calls.ts";
import { poll, write, eventfd2, shut, fdinfo } from "../../harness/guest/calls.ts";
import { u16, u64 } from "../../harness/guest/bytes.ts";
import { interruptRows } from "../../harness/guest/pci.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { setLine } from "../../harness/spec/intx.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { disableIrqs, setIrqs } from "../../harness/spec/vfio-uapi.ts";
import { command, Config, driver, eventfds, mappable, openVfio, signalled, signals, vfioDevices } from "./vfio.ts";

const about = [
  "vfio_intx_*",
  "vfio_pci_intx_*",
  "vfio_pci_set_intx_*",
  "vfio_virqfd_*",
  "virqfd_*",
  "eventfd_*",
  "vfio_send_intx_eventfd",
];
const spec = family("vfio-intx", {
  driver,
  devices: [...vfioDevices, intx, mappable],
  variants: ["ordinary", "nomsi"],
  about,
});

/** The device open, its registers mapped, and its line handed to the eventfd `line`. */
async function withLine(context: SpecContext): Promise<GuestProgram> {
  const vfio = await openVfio(context);
  await vfio.ok(map("BAR0"));
  await setLine(vfio, context.device, "lower");
  await eventfds(vfio, "line");
  await vfio.ok(setIrqs({ index: "intx", eventfds: ["line"] }));
  return vfio;
}

const unmask = setIrqs({ index: "intx", action: "unmask", count: 1 });
const mask = setIrqs({ index: "intx", action: "mask", count: 1 });

/** Whether the eventfd of the line stays silent for a moment in which it would not if it were let through. */
async function silent(vfio: GuestProgram): Promise<boolean> {
  return (await vfio.ok(poll("line", 50, "in"))).in === false;
}

spec("a line that is raised is heard once, and again when it is unmasked and still up", async (t, context) => {
  const { device } = context;
  await using vfio = await withLine(context);
  await setLine(vfio, device, "raise");
  t.true(await signalled(vfio, "line"));
  t.is(await signals(vfio, "line"), 1);
  t.true(await silent(vfio), "it has masked itself");
  await vfio.ok(unmask);
  t.true(await signalled(vfio, "line"));
  t.is(await signals(vfio, "line"), 1);
  await setLine(vfio, device, "lower");
  await vfio.ok(unmask);
  t.true(await silent(vfio), "nothing is up any more");
  await setLine(vfio, device, "raise");
  t.true(await signalled(vfio, "line"));
});

spec("masked by ioctl it is not heard until it is unmasked", async (t, context) => {
  const { device } = context;
  await using vfio = await withLine(context);
  await vfio.ok(mask);
  await vfio.ok(mask);
  await setLine(vfio, device, "raise");
  t.true(await silent(vfio));
  for (const [bool, heard] of [
    [0, false],
    [1, true],
  ] as const) {
    await vfio.ok(setIrqs({ index: "intx", action: "unmask", bools: [bool] }));
    t.is((await vfio.ok(poll("line", 100, "in"))).in, heard, `unmask ${bool}`);
  }
  await vfio.ok(setIrqs({ index: "intx", action: "mask", bools: [0] }));
  t.is(await vfio.refused(setIrqs({ index: "intx", action: "mask", eventfds: ["line"] })), "ENOTTY");
});

spec("an eventfd unmasks: each time that it is signalled", async (t, context) => {
  const { device } = context;
  await using vfio = await withLine(context);
  await eventfds(vfio, "unmask");
  await vfio.ok(setIrqs({ index: "intx", action: "unmask", eventfds: ["unmask"] }));
  t.is(await vfio.refused(setIrqs({ index: "intx", action: "unmask", eventfds: ["unmask"] })), "EBUSY", "there is one");
  await setLine(vfio, device, "raise");
  for (let round = 0; round < 5; round++) {
    t.true(await signalled(vfio, "line"), `round ${round}`);
    t.is(await signals(vfio, "line"), 1);
    await vfio.ok(write("unmask", u64(1)));
  }
  t.is(await signals(vfio, "unmask"), 0, "VFIO has taken what was written");
  await vfio.ok(setIrqs({ index: "intx", action: "unmask", eventfds: [undefined] }));
  await signals(vfio, "line");
  await vfio.ok(write("unmask", u64(1)));
  t.true(await silent(vfio), "it is the program's own again");
  t.is(await signals(vfio, "unmask"), 1);
});

spec("an eventfd that is signalled before it is handed over unmasks at once", async (t, context) => {
  const { device } = context;
  await using vfio = await withLine(context);
  await vfio.ok(mask);
  await setLine(vfio, device, "raise");
  t.true(await silent(vfio));
  await vfio.ok(eventfd2("early", 1, 0x800));
  await vfio.ok(setIrqs({ index: "intx", action: "unmask", eventfds: ["early"] }));
  t.true(await signalled(vfio, "line"));
});

for (const [kind, flags] of [
  ["a semaphore", 1],
  ["no semaphore", 0],
] as const)
  for (const way of ["by -1", "by closing the device", "by closing the eventfd"] as const)
    spec(`an eventfd (${kind}) that unmasks keeps its count when it is released ${way}`, async (t, context) => {
      const vfio = await withLine(context);
      await vfio.ok(eventfd2("unmask", 0, 0o4000 | flags));
      await vfio.ok(setIrqs({ index: "intx", action: "unmask", eventfds: ["unmask"] }));
      if (way === "by -1") await vfio.ok(setIrqs({ index: "intx", action: "unmask", eventfds: [undefined] }));
      else if (way === "by closing the device") await vfio.all([unmap(), close()]);
      else {
        await vfio.ok(shut("unmask"));
        await vfio.ok(disableIrqs("intx"));
        await vfio.ok(eventfd2("unmask", 0, 0o4000 | flags));
      }
      t.is((await vfio.ok(fdinfo("unmask", "eventfd-count"))).value, "0");
      t.like(await vfio.ok(poll("unmask", 0)), { in: false, out: true, error: false });
      await vfio.ok(write("unmask", u64(2)));
      t.is(await signals(vfio, "unmask"), flags === 1 ? 1 : 2);
      await vfio[Symbol.asyncDispose]();
    });

spec("by software the line is signalled, without the device", async (t, context) => {
  await using vfio = await withLine(context);
  await vfio.ok(setIrqs({ index: "intx", count: 1 }));
  await vfio.ok(setIrqs({ index: "intx", bools: [1] }));
  await vfio.ok(setIrqs({ index: "intx", bools: [0] }));
  t.is(await signals(vfio, "line"), 2);
});

spec("the eventfd of the line is replaced, taken away and given back while the line is on", async (t, context) => {
  const { device } = context;
  await using vfio = await withLine(context);
  await eventfds(vfio, "other");
  await vfio.ok(setIrqs({ index: "intx", eventfds: ["other"] }));
  await setLine(vfio, device, "raise");
  t.true(await signalled(vfio, "other"));
  t.is(await signals(vfio, "line"), 0);
  await vfio.ok(setIrqs({ index: "intx", eventfds: [undefined] }));
  // Nobody hears any of these; nothing must be written to who is not there.
  await vfio.all([unmask, unmask, setIrqs({ index: "intx", count: 1 }), setIrqs({ index: "intx", bools: [1] })]);
  await vfio.ok(setIrqs({ index: "intx", eventfds: ["line"] }));
  await vfio.ok(unmask);
  t.true(await signalled(vfio, "line"));
});

spec(
  "the interrupt disable bit of the command register masks the line, and clearing it lets it through",
  async (t, context) => {
    const { device } = context;
    await using vfio = await withLine(context);
    const config = await Config.of(vfio);
    const before = await config.read(command.at, 2);
    await config.write(command.at, u16(before | command.intxDisable));
    await setLine(vfio, device, "raise");
    t.true(await silent(vfio));
    await vfio.ok(unmask);
    t.true(await silent(vfio), "the bit outweighs the ioctl");
    await config.write(command.at, u16(before & ~command.intxDisable));
    t.true(await signalled(vfio, "line"));
  },
);

spec("a line that is handed over while the bit is set is masked from the beginning", async (t, context) => {
  const { device } = context;
  await using vfio = await withLine(context);
  await vfio.ok(disableIrqs("intx"));
  const config = await Config.of(vfio);
  const before = await config.read(command.at, 2);
  await config.write(command.at, u16(before | command.intxDisable));
  await setLine(vfio, device, "raise");
  await vfio.ok(setIrqs({ index: "intx", eventfds: ["line"] }));
  t.true(await silent(vfio));
  await config.write(command.at, u16(before & ~command.intxDisable));
  t.true(await signalled(vfio, "line"));
});

spec("switched on and off 50 times, the line has one handler or none", async (t, context) => {
  const { guest, device } = context;
  await using vfio = await withLine(context);
  for (let round = 0; round < 50; round++)
    await vfio.all([disableIrqs("intx"), setIrqs({ index: "intx", eventfds: ["line"] })]);
  t.is((await interruptRows(guest, `vfio-intx(${device.address})`)).length, 1);
  await vfio.ok(disableIrqs("intx"));
  t.is((await interruptRows(guest, `vfio-intx(${device.address})`)).length, 0);
  t.is(await vfio.refused(unmask), "EINVAL");
  t.is(await vfio.refused(mask), "EINVAL");
});

// Some devices cannot be masked by their command register: VFIO then has the interrupt to itself, and masks it at the
// interrupt controller. The parameter has it treat all devices so.
spec("without masking in the device (nointxmask) all of it works the same", async (t, context) => {
  const { guest, device } = context;
  await guest.$`modprobe vfio-pci && echo Y > /sys/module/vfio_pci/parameters/nointxmask`;
  try {
    await using vfio = await openVfio(context);
    await vfio.ok(map("BAR0"));
    await setLine(vfio, device, "lower");
    await eventfds(vfio, "line");
    const config = await Config.of(vfio);
    const before = await config.read(command.at, 2);
    await config.write(command.at, u16(before | command.intxDisable));
    const handed = await vfio.ask(setIrqs({ index: "intx", eventfds: ["line"] }));
    // Where another driver has the same interrupt it cannot be had alone.
    if (handed.errno === "EBUSY") return void t.pass("the interrupt is shared");
    t.true(handed.ok);
    await setLine(vfio, device, "raise");
    t.true(await silent(vfio), "masked from the beginning");
    await config.write(command.at, u16(before & ~command.intxDisable));
    t.true(await signalled(vfio, "line"));
    t.is(await signals(vfio, "line"), 1);
    t.true(await silent(vfio));
    await vfio.ok(unmask);
    t.true(await signalled(vfio, "line"));
    await setLine(vfio, device, "lower");
    await vfio.all([mask, unmask, mask, unmask, disableIrqs("intx")]);
  } finally {
    await guest.$`echo N > /sys/module/vfio_pci/parameters/nointxmask`;
  }
});

declareLeakSpec(spec);
