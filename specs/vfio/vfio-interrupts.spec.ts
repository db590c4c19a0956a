// SPDX-License-Identifier: GPL-2.0-only
// VFIO_DEVICE_SET_IRQS with MSI and MSI-X: which vectors are on, whom they wake, and what is left when they are off
// (drivers/vfio/pci/vfio_pci_intrs.c).
import { msix, raises } from "../../lab/device/needs.ts";
import { file, write, poll, read, Reply, type SystemCall } from "../../harness/guest/calls.ts";
import { close, open, map, master, arm, fire } from "../../harness/guest/device-calls.ts";
import { u16, u64 } from "../../harness/guest/bytes.ts";
import { interruptRows, pciFacts } from "../../harness/guest/pci.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { disableIrqs, irqInfo, setIrqs } from "../../harness/spec/vfio-uapi.ts";
import {
  capabilities,
  Config,
  driver,
  eventfds,
  interruptTraces,
  openVfio,
  signalled,
  signals,
  vfioDevices,
} from "./vfio.ts";

const about = ["vfio_msi_*", "vfio_pci_set_*", "vfio_pci_ioctl_set_irqs", "vfio_set_irqs_*", "vfio_irq_*"];
const spec = family("vfio-interrupts", { driver, devices: [...vfioDevices, msix], about });

/** The vectors that have a line in /proc/interrupts. */
async function rows({ guest, device }: SpecContext): Promise<readonly number[]> {
  const names = await interruptRows(guest, `(${device.address})`);
  return names.map((name) => Number(/^vfio-msix\[(\d+)\]/.exec(name)?.[1] ?? -1));
}

/** How often each was signalled since the last time. */
async function allSignals(vfio: GuestProgram, names: readonly string[]): Promise<readonly number[]> {
  return Promise.all(names.map(async (name) => signals(vfio, name)));
}

spec("a range of vectors is on, with a line each; the others are not", async (t, context) => {
  const { guest, device } = context;
  await using vfio = await openVfio(context);
  await eventfds(vfio, "a", "b");
  await vfio.ok(setIrqs({ index: "msix", start: 1, eventfds: ["a", "b"] }));
  t.deepEqual(await rows(context), [1, 2]);
  t.true((await pciFacts(guest, device.address)).msix?.enabled);
  await vfio.ok(disableIrqs("msix"));
  t.deepEqual(await rows(context), []);
  t.false((await pciFacts(guest, device.address)).msix?.enabled);
});

spec("by software each vector of a range is signalled, or those that are said to be", async (t, context) => {
  const names = ["a", "b", "c"];
  await using vfio = await openVfio(context);
  await eventfds(vfio, ...names);
  await vfio.ok(setIrqs({ index: "msix", eventfds: names }));
  await vfio.ok(setIrqs({ index: "msix", count: 3 }));
  t.deepEqual(await allSignals(vfio, names), [1, 1, 1]);
  await vfio.ok(setIrqs({ index: "msix", bools: [1, 0, 1] }));
  t.deepEqual(await allSignals(vfio, names), [1, 0, 1]);
  await vfio.ok(setIrqs({ index: "msix", start: 1, bools: [1] }));
  await vfio.ok(setIrqs({ index: "msix", start: 2, count: 1 }));
  t.deepEqual(await allSignals(vfio, names), [0, 1, 1]);
});

spec("-1 releases a vector and no other; the eventfd is the program's alone again", async (t, context) => {
  await using vfio = await openVfio(context);
  await eventfds(vfio, "a", "b");
  await vfio.ok(setIrqs({ index: "msix", eventfds: ["a", "b"] }));
  await vfio.ok(setIrqs({ index: "msix", eventfds: [undefined] }));
  t.deepEqual(await rows(context), [1]);
  await vfio.ok(setIrqs({ index: "msix", count: 2 }));
  t.deepEqual(await allSignals(vfio, ["a", "b"]), [0, 1]);
  await vfio.ok(setIrqs({ index: "msix", eventfds: ["b", undefined] }));
  t.deepEqual(await rows(context), [0]);
  await vfio.ok(setIrqs({ index: "msix", count: 1 }));
  t.is(await signals(vfio, "b"), 1);
});

spec(
  "a vector that was not asked for at first can be added, unless the device says that it cannot",
  async (t, context) => {
    const { device } = context;
    await using vfio = await openVfio(context);
    // VFIO_IRQ_INFO_NORESIZE.
    const fixed = (new Reply(await vfio.ok(irqInfo(2))).u32(4) & 8) !== 0;
    await eventfds(vfio, "first", "last");
    await vfio.ok(setIrqs({ index: "msix", eventfds: ["first"] }));
    const last = device.vectors - 1;
    const answer = await vfio.ask(setIrqs({ index: "msix", start: last, eventfds: ["last"] }));
    t.is(answer.ok, !fixed);
    if (fixed) return;
    await vfio.ok(setIrqs({ index: "msix", start: last, count: 1 }));
    t.is(await signals(vfio, "last"), 1);
    t.deepEqual(await rows(context), [0, last]);
  },
);

spec("a file that is no eventfd is refused, and the whole range with it", async (t, context) => {
  const { guest, device } = context;
  await using vfio = await openVfio(context);
  await eventfds(vfio, "a", "b");
  await vfio.ok(file("other", "/dev/null"));
  t.is(await vfio.refused(setIrqs({ index: "msix", eventfds: ["a", "other", "b"] })), "EINVAL");
  t.deepEqual(await rows(context), []);
  t.false((await pciFacts(guest, device.address)).msix?.enabled, "what was off is off");
  await vfio.ok(setIrqs({ index: "msix", start: 2, eventfds: ["b"] }));
  t.is(await vfio.refused(setIrqs({ index: "msix", eventfds: ["a", "other"] })), "EINVAL");
  t.deepEqual(await rows(context), [2], "what was on is on");
});

spec("a request that makes no sense is EINVAL, and changes nothing", async (t, context) => {
  const { device } = context;
  await using vfio = await openVfio(context);
  await eventfds(vfio, "a");
  await vfio.ok(setIrqs({ index: "msix", eventfds: ["a"] }));
  const [none, bool, eventfd, trigger] = [1, 2, 4, 32];
  const senseless: Readonly<Record<string, SystemCall>> = {
    "a short structure": setIrqs({ index: "msix", argsz: 16, eventfds: ["a"] }),
    "no room for the data": setIrqs({ index: "msix", argsz: 20, eventfds: ["a"] }),
    "an interrupt that is none": setIrqs({ index: 5, eventfds: ["a"] }),
    "a vector too many": setIrqs({ index: "msix", start: device.vectors, eventfds: ["a"] }),
    "a range too long": setIrqs({ index: "msix", count: device.vectors + 1 }),
    "a range that wraps": setIrqs({ index: "msix", start: 0xffff_ffff, count: 1 }),
    "a count that overflows": setIrqs({ index: "msix", count: 0xffff_ffff }),
    "a count times 4 that overflows": setIrqs({ index: "msix", count: 0x4000_0001, eventfds: ["a"] }),
    "two kinds of data": setIrqs({ index: "msix", flags: bool | eventfd | trigger, eventfds: ["a"] }),
    "no kind of data": setIrqs({ index: "msix", flags: trigger, count: 1 }),
    "an unknown flag": setIrqs({ index: "msix", flags: none | trigger | 64, count: 1 }),
    "the other kind of vectors": setIrqs({ index: "msi", eventfds: ["a"] }),
    "the line, while vectors are on": setIrqs({ index: "intx", eventfds: ["a"] }),
  };
  for (const [what, command] of Object.entries(senseless)) t.is(await vfio.refused(command), "EINVAL", what);
  t.is(await vfio.refused(setIrqs({ index: "msix", action: "mask", count: 1 })), "ENOTTY");
  t.is(await vfio.refused(setIrqs({ index: "msix", action: "unmask", count: 1 })), "ENOTTY");
  await vfio.ok(setIrqs({ index: "msix", count: 1 }));
  t.is(await signals(vfio, "a"), 1);
  t.deepEqual(await rows(context), [0]);
});

spec("nothing is signalled or switched off that was never on", async (t, context) => {
  await using vfio = await openVfio(context);
  for (const index of ["intx", "msi", "msix"] as const)
    t.true(["EINVAL", undefined].includes((await vfio.ask(setIrqs({ index, count: 1 }))).errno));
  t.is(await vfio.refused(disableIrqs("msix")), "EINVAL");
});

spec("MSI and MSI-X in turn, 20 times, and no interrupt is left", async (t, context) => {
  await using vfio = await openVfio(context);
  const before = await interruptTraces(context);
  await eventfds(vfio, "a", "b");
  const hasMsi = new Reply(await vfio.ok(irqInfo(1))).u32(12) > 0;
  for (let round = 0; round < 20; round++) {
    await vfio.all([
      setIrqs({ index: "msix", eventfds: ["a", "b"] }),
      setIrqs({ index: "msix", count: 2 }),
      disableIrqs("msix"),
    ]);
    if (hasMsi)
      await vfio.all([
        setIrqs({ index: "msi", eventfds: ["a"] }),
        setIrqs({ index: "msi", count: 1 }),
        disableIrqs("msi"),
      ]);
  }
  t.is(await signals(vfio, "a"), hasMsi ? 40 : 20);
  t.is(await signals(vfio, "b"), 20);
  t.deepEqual(await interruptTraces(context), before);
  t.deepEqual(await rows(context), []);
});

spec("with MSI on its enable bit is the program's to clear and set", async (t, context) => {
  await using vfio = await openVfio(context);
  if (new Reply(await vfio.ok(irqInfo(1))).u32(12) === 0) return void t.pass("the device has no MSI");
  const config = await Config.of(vfio);
  const flags = (await config.capability(capabilities.msi)) + 2;
  await eventfds(vfio, "a");
  await vfio.ok(setIrqs({ index: "msi", eventfds: ["a"] }));
  for (const bit of [1, 0, 1]) {
    await config.write(flags, u16(((await config.read(flags, 2)) & ~1) | bit));
    t.is((await config.read(flags, 2)) & 1, bit);
  }
  await vfio.ok(disableIrqs("msi"));
  await config.write(flags, u16((await config.read(flags, 2)) | 1));
  t.is((await config.read(flags, 2)) & 1, 0, "without MSI it is not");
});

spec("the same eventfd may be that of several vectors", async (t, context) => {
  await using vfio = await openVfio(context);
  await eventfds(vfio, "a");
  await vfio.ok(setIrqs({ index: "msix", eventfds: ["a", "a", "a"] }));
  await vfio.ok(setIrqs({ index: "msix", count: 3 }));
  t.is(await signals(vfio, "a"), 3);
});

spec("closing with vectors on gives them back, and the eventfds", async (t, context) => {
  const before = await interruptTraces(context);
  const vfio = await openVfio(context);
  await eventfds(vfio, "a", "b");
  await vfio.ok(setIrqs({ index: "msix", eventfds: ["a", "b"] }));
  await vfio.ok(close());
  t.deepEqual(await rows(context), []);
  t.deepEqual(await interruptTraces(context), before);
  await vfio.ok(open());
  t.deepEqual([await signals(vfio, "a"), await signals(vfio, "b")], [0, 0]);
  await vfio[Symbol.asyncDispose]();
});

spec(
  "each vector that the device raises wakes its own eventfd",
  { devices: [...vfioDevices, msix, raises] },
  async (t, context) => {
    const { device } = context;
    await using vfio = await openVfio(context);
    await vfio.all([map("BAR0"), master("on"), arm()]);
    const names = Array.from({ length: Math.min(device.vectors, 8) }, (_, n) => `v${n}`);
    await eventfds(vfio, ...names);
    await vfio.ok(setIrqs({ index: "msix", eventfds: names }));
    for (const [n, name] of names.entries()) {
      await vfio.ok(fire(n));
      t.true(await signalled(vfio, name), name);
      t.true((await signals(vfio, name)) > 0);
    }
  },
);

spec("an eventfd that is full takes one more signal, says so, and is empty when it is read", async (t, context) => {
  const max = 0xffff_ffff_ffff_fffen;
  await using vfio = await openVfio(context);
  await eventfds(vfio, "a");
  await vfio.ok(setIrqs({ index: "msix", eventfds: ["a"] }));
  await vfio.ok(write("a", u64(max)));
  t.like(await vfio.ok(poll("a", 0)), { in: true, error: false });
  for (let n = 0; n < 3; n++) await vfio.ok(setIrqs({ index: "msix", count: 1 }));
  t.true((await vfio.ok(poll("a", 0))).error);
  t.is(new Reply(await vfio.ok(read("a", 8))).u64(0), max + 1n);
  await vfio.ok(setIrqs({ index: "msix", count: 1 }));
  t.is(await signals(vfio, "a"), 1);
});

declareLeakSpec(spec);
