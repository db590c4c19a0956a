// SPDX-License-Identifier: GPL-2.0-only
// What the driver promises and no interrupt shows: a clean device for whoever is next, eventfds that are let go.
import { functionReset, nic, scratch, scratchOffset } from "../../lab/device/needs.ts";
import { open, map, peek, poke } from "../../harness/guest/device-calls.ts";
import { eventfd } from "../../harness/guest/eventfds.ts";
import { bind, pciFacts, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { set } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { armedUio, openUio, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("contract", { driver: "uio_msi" });

/** What is in the scratch register for the driver that has the device next, which resets nothing. */
async function foundBy(context: SpecContext, driver: "uio_msi" | "uio_pci_generic"): Promise<unknown> {
  await bind(context.guest, context.device.address, driver);
  await using uio = await UioSession.start(context.guest, context.device.address);
  await uio.all([open(), driver === "uio_msi" ? map("BAR0") : map("map0")]);
  return (await uio.ok(peek(scratchOffset(context.device)))).value;
}

/** A program has the device open and has told it something. */
async function programmed(context: SpecContext): Promise<UioSession> {
  const uio = await openUio(context);
  await uio.ok(poke(scratchOffset(context.device), 0x12345678));
  return uio;
}

const resettable = { devices: [...nic, functionReset, scratch] } as const;

spec(
  "the last close resets the device: the next program finds nothing of the one before",
  resettable,
  async (t, context) => {
    const uio = await programmed(context);
    const second = await UioSession.open(context.guest, context.device.address);
    await second[Symbol.asyncDispose]();
    const { value } = await uio.ok(peek(scratchOffset(context.device)));
    t.is(value, 0x12345678, "a close that is not the last resets nothing");
    await uio[Symbol.asyncDispose]();
    t.is(await foundBy(context, "uio_msi"), 0);
  },
);

spec("unbinding a device that is in use resets it: the next driver finds nothing", resettable, async (t, context) => {
  await using _uio = await programmed(context);
  await unbind(context.guest, context.device.address);
  t.is(await foundBy(context, "uio_pci_generic"), 0);
});

spec(
  "a program that turned memory decoding off leaves no device without it: the last close turns it on",
  async (t, context) => {
    const { guest, device } = context;
    const uio = await armedUio(context);
    await guest.$`labtool pci ${device.address} set memory off`;
    await uio[Symbol.asyncDispose]();
    t.like(await pciFacts(guest, device.address), { memory: true, busMaster: false });
    await using next = await armedUio(context);
    t.deepEqual(await wokenEventfds(next, context), ownEventfds(context));
  },
);

spec(
  "unbinding turns memory decoding on as well, if a program has turned it off: the next driver finds registers",
  async (t, context) => {
    const { guest, device } = context;
    await using _uio = await armedUio(context);
    await guest.$`labtool pci ${device.address} set memory off`;
    await unbind(guest, device.address);
    t.like(await pciFacts(guest, device.address), { memory: true, busMaster: false });
    await using next = await armedUio(context);
    t.deepEqual(await wokenEventfds(next, context), ownEventfds(context));
  },
);

spec(
  "a device that the administrator lets nobody reset (reset_method) is not reset",
  resettable,
  async (t, context) => {
    const { guest, device } = context;
    await unbind(guest, device.address);
    const methods = `/sys/bus/pci/devices/${device.address}/reset_method`;
    await guest.$`echo > ${methods}`;
    try {
      const uio = await programmed(context);
      await uio[Symbol.asyncDispose]();
      t.is(await foundBy(context, "uio_msi"), 0x12345678, "the last close");
      await unbind(guest, device.address);
      t.is(await foundBy(context, "uio_pci_generic"), 0x12345678, "unbinding");
      t.is(await foundBy(context, "uio_msi"), 0x12345678, "binding");
    } finally {
      await guest.$`echo default > ${methods}`;
    }
  },
);

/**
 * The number that the next eventfd gets: the kernel gives the lowest that is free, and a number is free when nobody
 * holds its eventfd any more (fs/eventfd.c). Asked in a process of its own, which holds none.
 */
async function nextEventfd({ guest, device }: SpecContext): Promise<number> {
  await using uio = await UioSession.start(guest, device.address);
  await uio.ok(eventfd("probe"));
  const script = sh`for pid in $(pidof labtool); do cat /proc/$pid/fdinfo/*; done 2> /dev/null`;
  const ids = [...(await guest.run(script)).matchAll(/^eventfd-id:\s*(\d+)$/gm)].map(([, id]) => Number(id));
  return Math.max(...ids);
}

spec("an eventfd that was replaced, released or closed with the device is let go", async (t, context) => {
  await bind(context.guest, context.device.address, "uio_msi");
  const before = await nextEventfd(context);
  const uio = await openUio(context);
  // Replaced by the next, and by itself; released; refused, which must not hold it either; left to the last close.
  await uio.all([
    eventfd("a"),
    eventfd("b"),
    set(0, "a"),
    set(0, "b"),
    set(0, "b"),
    set(1, "a"),
    set(1, -1),
    set(2, "b"),
  ]);
  t.is(await uio.refused(set(4294967295, "a")), "EINVAL");
  await uio[Symbol.asyncDispose]();
  t.is(await nextEventfd(context), before);
});
