// SPDX-License-Identifier: GPL-2.0-only
// Two devices of a kind have nothing in common but the driver: virtual functions of one chip, controllers, NICs on one bus.
// Opening, closing, resetting or unbinding one is no business of the other's.
import { alike } from "../../lab/device/index.ts";
import { raises, several } from "../../lab/device/needs.ts";
import type { PciAddress } from "../../lab/ids.ts";
import { open, close } from "../../harness/guest/device-calls.ts";
import { eventfd } from "../../harness/guest/eventfds.ts";
import { bind, unbind } from "../../harness/guest/pci.ts";
import { set } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { traces } from "./traces.ts";
import { armedUio, ownEventfds, listVectors, wokenEventfds } from "./verbs.ts";

const spec = family("siblings", { driver: "uio_msi", devices: several, profile: "default" });

/** The same machine, with another one for the device under test. */
function besideIt(context: SpecContext): SpecContext {
  const [address = context.device.address] = alike(context.device);
  return { ...context, device: { ...context.device, address } };
}

/** What the two have each to itself. */
async function state({ guest, device }: SpecContext): Promise<object> {
  const { busMaster, msixEnabled, rows, unmasked } = await traces({ guest, device });
  return { busMaster, msixEnabled, rows, unmasked };
}

/** Opens a device and sets a vector of it, without a word to its registers. */
async function opened({ guest, device }: SpecContext): Promise<UioSession> {
  await bind(guest, device.address, "uio_msi");
  const uio = await UioSession.start(guest, device.address);
  await uio.all([open(), eventfd("event"), set(1, "event")]);
  return uio;
}

const quiet = { busMaster: false, msixEnabled: true, rows: 0, unmasked: 0 };
const inUse = { ...quiet, busMaster: true, rows: 1, unmasked: 1 };

spec("each has opens of its own: the first turns on its bus mastering, the last turns it off", async (t, context) => {
  const other = besideIt(context);
  for (const { device } of [context, other]) await bind(context.guest, device.address, "uio_msi");
  await using one = await opened(context);
  t.deepEqual([await state(context), await state(other)], [inUse, quiet]);
  await using two = await opened(other);
  t.deepEqual([await state(context), await state(other)], [inUse, inUse]);
  await one.ok(close());
  t.deepEqual([await state(context), await state(other)], [quiet, inUse]);
  await one.ok(open());
  await two.ok(close());
  t.deepEqual([await state(context), await state(other)], [{ ...quiet, busMaster: true }, quiet]);
});

const firing = { devices: [several, raises] };

spec("what one sends wakes its own eventfds, and nobody who waits for the other", firing, async (t, context) => {
  const other = besideIt(context);
  await using one = await armedUio(context);
  await using two = await armedUio(other);
  for (const [uio, from, silent] of [
    [one, context, two],
    [two, other, one],
  ] as const) {
    t.deepEqual(await wokenEventfds(uio, from), ownEventfds(from));
    t.true(Object.values(await silent.counts()).every((count) => count === 0));
  }
});

const sysfs = (address: PciAddress): string => `/sys/bus/pci/devices/${address}`;

/** What may be done to a device that a program has open. */
const deeds: Readonly<Record<string, (of: SpecContext, uio: UioSession) => Promise<unknown>>> = {
  "the last close": (_of, uio) => uio.ok(close()),
  "a reset by sysfs": async ({ guest, device }) =>
    guest.$`cd ${sysfs(device.address)} && { [ ! -e reset ] || echo 1 > reset; }`,
  "unbinding and binding": async ({ guest, device }) => {
    await unbind(guest, device.address);
    await bind(guest, device.address, "uio_msi");
  },
  "a program that turns off memory decoding and bus mastering": async ({ guest, device }) =>
    guest.$`for bit in memory master; do labtool pci ${device.address} set $bit off; done`,
};

for (const [what, deed] of Object.entries(deeds))
  spec(`${what} of one leaves the other as it was, and all of its vectors work`, firing, async (t, context) => {
    const other = besideIt(context);
    await using uio = await armedUio(context);
    const before = await state(context);
    t.like(before, { busMaster: true, rows: listVectors(context).length });
    await using victim = await opened(other);
    await deed(other, victim);
    t.deepEqual(await state(context), before);
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
  });
