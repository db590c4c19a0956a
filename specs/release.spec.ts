// SPDX-License-Identifier: GPL-2.0-only
// When the last program lets go, by close or by death, the device is quiet: no vectors, no bus mastering, no DMA.
import { macs } from "../lab/network.ts";
import { interfaceByMac, labFrame, sendFrame } from "../harness/guest/network.ts";
import { bind, interruptRows, pciFacts } from "../harness/guest/pci.ts";
import { UioSession } from "../harness/guest/uio.ts";
import { family, type Bench } from "../harness/spec/index.ts";
import { armedUio, fires, openUio, ownEventfds, wokenEventfds } from "../harness/spec/verbs.ts";

const spec = family("release", { driver: "uio_msi" });

/** What is left of an open device. */
async function traces({ guest, device }: Bench): Promise<{ rows: readonly string[]; busMaster: boolean }> {
  return { rows: await interruptRows(guest, "uio_msi"), busMaster: (await pciFacts(guest, device.address)).busMaster };
}

const nothing = { rows: [], busMaster: false };

spec("while it is open the device may master the bus, and not before", async (t, bench) => {
  await bind(bench.guest, bench.device.address, "uio_msi");
  t.deepEqual(await traces(bench), nothing);
  await using _uio = await armedUio(bench);
  const open = await traces(bench);
  t.true(open.busMaster);
  t.is(open.rows.length, bench.device.vectors);
});

spec("closing it frees all vectors and ends bus mastering, once the last mapping is gone too", async (t, bench) => {
  await using uio = await armedUio(bench);
  await uio.ok("close");
  // A mapping holds its file open: mmap(2).
  t.true((await traces(bench)).busMaster);
  await uio.ok("unmap");
  t.deepEqual(await traces(bench), nothing);
});

spec("kill -9 frees all vectors and ends bus mastering", async (t, bench) => {
  const uio = await armedUio(bench);
  await bench.guest.run("killall -9 labtool");
  await uio.ended;
  t.deepEqual(await traces(bench), nothing);
});

spec("as long as one of two programs is left, its vectors work", async (t, bench) => {
  await using staying = await armedUio(bench);
  const leaving = await UioSession.open(bench.guest, bench.device.address);
  await leaving[Symbol.asyncDispose]();
  t.deepEqual(Object.keys(await fires(staying, 1)), ["v1"]);
  t.true((await traces(bench)).busMaster);
});

spec("what a program set stays set when it closes the device, as long as another has it open", async (t, bench) => {
  const leaving = await armedUio(bench);
  await using staying = await UioSession.open(bench.guest, bench.device.address);
  const before = await traces(bench);
  await leaving[Symbol.asyncDispose]();
  t.deepEqual(await traces(bench), before, "vectors belong to the device");
  await staying.all(["eventfd mine", "set 1 mine"]);
  t.deepEqual(Object.keys(await fires(staying, 1, "mine")), ["mine"]);
});

spec("only the first open turns on bus mastering: a second one leaves it as it finds it", async (t, bench) => {
  const { guest, device } = bench;
  await using first = await openUio(bench);
  // The one bit of the command register that is the program's.
  await guest.run(`labtool pci ${device.address} set master off`);
  await using second = await UioSession.open(guest, device.address);
  t.false((await traces(bench)).busMaster);
  for (const uio of [second, first]) await uio.all(["unmap", "close"]);
  await first.ok("open");
  t.true((await traces(bench)).busMaster);
});

spec("after a close it can be opened again, and all vectors work as the first time", async (t, bench) => {
  const first = await armedUio(bench);
  await first[Symbol.asyncDispose]();
  await using second = await armedUio(bench);
  t.deepEqual(await wokenEventfds(second, bench), ownEventfds(bench));
});

spec(
  "after kill -9 the device writes nothing more, whatever comes in",
  { dma: ["absent", "identity"] },
  async (t, bench) => {
    const { guest, device } = bench;
    await bind(guest, device.address, "uio_msi");
    const peer = await interfaceByMac(guest, macs.peer);
    // The rings are in memory that outlives the program that armed them, so what is written later can be seen.
    await using orphan = await UioSession.orphan(guest, device.address);
    await orphan.ok("arm");
    await sendFrame(guest, peer, labFrame("armed"));
    const before = await orphan.until("check", ({ written }) => written !== 0);
    t.not(before["written"], 0, "armed, the device does write: else this would prove nothing");
    await orphan.ok("kill");
    await orphan.ok("check");
    await sendFrame(guest, peer, labFrame("orphaned"));
    t.is((await orphan.ok("check"))["written"], 0, "bytes written after the program's death");
  },
);
