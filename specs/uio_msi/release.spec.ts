// SPDX-License-Identifier: GPL-2.0-only
// When the last program lets go, by close or by death, the device is quiet: no vectors, no bus mastering, no DMA.
import { macs } from "../../lab/network.ts";
import { close, unmap, open } from "../../harness/guest/device-calls.ts";
import { eventfd } from "../../harness/guest/eventfds.ts";
import { interfaceByMac, labFrame, sendFrame } from "../../harness/guest/network.ts";
import { bind, interruptRows, pciFacts } from "../../harness/guest/pci.ts";
import { armChild, check, crowd, kill, set } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { armedUio, fires, openUio, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("release", { driver: "uio_msi" });

/** What is left of an open device. */
async function traces({ guest, device }: SpecContext): Promise<{ rows: readonly string[]; busMaster: boolean }> {
  return { rows: await interruptRows(guest, "uio_msi"), busMaster: (await pciFacts(guest, device.address)).busMaster };
}

const nothing = { rows: [], busMaster: false };

spec("while it is open the device may master the bus, and not before", async (t, context) => {
  await bind(context.guest, context.device.address, "uio_msi");
  t.deepEqual(await traces(context), nothing);
  await using _uio = await armedUio(context);
  const open = await traces(context);
  t.true(open.busMaster);
  t.is(open.rows.length, context.device.vectors);
});

spec("closing it frees all vectors and ends bus mastering, once the last mapping is gone too", async (t, context) => {
  await using uio = await armedUio(context);
  await uio.ok(close());
  // A mapping holds its file open: mmap(2).
  t.true((await traces(context)).busMaster);
  await uio.ok(unmap());
  t.deepEqual(await traces(context), nothing);
});

spec("kill -9 frees all vectors and ends bus mastering", async (t, context) => {
  const uio = await armedUio(context);
  await context.guest.$`killall -9 labtool`;
  await uio.ended;
  t.deepEqual(await traces(context), nothing);
});

spec("as long as one of two programs is left, its vectors work", async (t, context) => {
  await using staying = await armedUio(context);
  const leaving = await UioSession.open(context.guest, context.device.address);
  await leaving[Symbol.asyncDispose]();
  t.deepEqual(Object.keys(await fires(staying, 1)), ["v1"]);
  t.true((await traces(context)).busMaster);
});

spec("what a program set stays set when it closes the device, as long as another has it open", async (t, context) => {
  const leaving = await armedUio(context);
  await using staying = await UioSession.open(context.guest, context.device.address);
  const before = await traces(context);
  await leaving[Symbol.asyncDispose]();
  t.deepEqual(await traces(context), before, "vectors belong to the device");
  await staying.all([eventfd("mine"), set(1, "mine")]);
  t.deepEqual(Object.keys(await fires(staying, 1, "mine")), ["mine"]);
});

spec("hundreds of opens are counted like two: no close is the last while one of them is left", async (t, context) => {
  await using uio = await armedUio(context);
  const before = await traces(context);
  // More than a byte can count.
  await uio.ok(crowd(300));
  t.deepEqual(await traces(context), before);
  t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
});

spec("only the first open turns on bus mastering: a second one leaves it as it finds it", async (t, context) => {
  const { guest, device } = context;
  await using first = await openUio(context);
  // The one bit of the command register that is the program's.
  await guest.$`labtool pci ${device.address} set master off`;
  await using second = await UioSession.open(guest, device.address);
  t.false((await traces(context)).busMaster);
  for (const uio of [second, first]) await uio.all([unmap(), close()]);
  await first.ok(open());
  t.true((await traces(context)).busMaster);
});

spec("after a close it can be opened again, and all vectors work as the first time", async (t, context) => {
  const first = await armedUio(context);
  await first[Symbol.asyncDispose]();
  await using second = await armedUio(context);
  t.deepEqual(await wokenEventfds(second, context), ownEventfds(context));
});

spec(
  "after kill -9 the device writes nothing more, whatever comes in",
  { dma: ["absent", "identity"] },
  async (t, context) => {
    const { guest, device } = context;
    await bind(guest, device.address, "uio_msi");
    const peer = await interfaceByMac(guest, macs.peer);
    // The rings are in memory that outlives the program that armed them, so what is written later can be seen.
    await using orphan = await UioSession.orphan(guest, device.address);
    await orphan.ok(armChild());
    await sendFrame(guest, peer, labFrame("armed"));
    const before = await orphan.until(check(), ({ written }) => written !== 0);
    t.not(before.written, 0, "armed, the device does write: else this would prove nothing");
    await orphan.ok(kill());
    await orphan.ok(check());
    await sendFrame(guest, peer, labFrame("orphaned"));
    t.is((await orphan.ok(check())).written, 0, "bytes written after the program's death");
  },
);
