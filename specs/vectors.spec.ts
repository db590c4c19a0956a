// SPDX-License-Identifier: GPL-2.0-only
// The heart of uio_msi: an interrupt that the device sends on a vector arrives on the eventfd that the vector was given.
// The device itself raises them: igb by EICS, e1000e by ICS with one cause a vector in IVAR.
import { interruptRows } from "../harness/guest/pci.ts";
import { UioSession } from "../harness/guest/uio.ts";
import { family } from "../harness/spec/index.ts";
import { armedUio, exactly, fires, openUio, vectorsOf } from "../harness/spec/verbs.ts";

const spec = family("vectors", { driver: "uio_msi" });

spec("each vector wakes its own eventfd and no other", async (t, bench) => {
  await using uio = await armedUio(bench);
  const fired = await uio.fire(vectorsOf(bench));
  fired.forEach((counts, vector) => {
    t.deepEqual(Object.keys(counts), [`v${vector}`], `vector ${vector} fired`);
    // e1000e repeats by itself (lab/nic.ts): there "at least once" is all that can be said.
    if (bench.device.exactCounts) t.is(counts[`v${vector}`], 1);
    bench.fact(`vector ${vector}`, counts[`v${vector}`] ?? 0);
  });
});

spec("all vectors at once wake all eventfds", async (t, bench) => {
  await using uio = await armedUio(bench);
  const vectors = vectorsOf(bench);
  const answers = await uio.all([
    ...vectors.map((vector) => `fire ${vector}`),
    ...vectors.map((vector) => `wait v${vector} 5000`),
  ]);
  const late = await uio.counts();
  for (const vector of vectors) {
    const count = Number(answers[vectors.length + vector]?.["count"]) + (late[`v${vector}`] ?? 0);
    t.true(exactly(bench, 1)(count), `vector ${vector}: ${count}`);
  }
});

spec("a vector can be given to another eventfd, and the first hears no more of it", async (t, bench) => {
  await using uio = await armedUio(bench);
  await uio.ok("eventfd other");
  await uio.ok("set 3 other");
  t.deepEqual(Object.keys(await fires(uio, 3, "other")), ["other"]);
  t.deepEqual(Object.keys(await fires(uio, 2)), ["v2"]);
});

spec("one eventfd may serve several vectors", async (t, bench) => {
  await using uio = await armedUio(bench);
  await uio.ok("set 1 v0");
  t.deepEqual(Object.keys(await fires(uio, 1, "v0")), ["v0"]);
  t.deepEqual(Object.keys(await fires(uio, 0)), ["v0"]);
});

spec("-1 releases a vector: it is silent, the others are not, and it can be taken again", async (t, bench) => {
  await using uio = await armedUio(bench);
  await uio.ok("set 2 -1");
  // Nothing can be waited for on a vector that is silent; but what comes on another one after it has come too.
  await uio.ok("fire 2");
  t.deepEqual(Object.keys(await fires(uio, 1)), ["v1"]);
  await uio.ok("arm");
  await uio.ok("set 2 v2");
  t.deepEqual(Object.keys(await fires(uio, 2)), ["v2"]);
});

spec("releasing a vector that nobody took is no error", async (t, bench) => {
  await using uio = await openUio(bench);
  t.true((await uio.ok("set 0 -1")).ok);
});

spec("a second process sets vectors of the same device to eventfds of its own", async (t, bench) => {
  await using first = await armedUio(bench);
  await using second = await UioSession.open(bench.guest, bench.device.address);
  await second.ok("eventfd mine");
  await second.ok("set 4 mine");
  await first.ok("fire 4");
  await second.ok("wait mine 5000");
  t.is((await first.counts())["v4"], 0);
});

spec("/proc/interrupts has a row for each vector in use, and loses it with the vector", async (t, bench) => {
  const rows = (): Promise<readonly string[]> => interruptRows(bench.guest, "uio_msi");
  await using uio = await openUio(bench);
  t.deepEqual(await rows(), []);
  await uio.armVectors(bench.device.vectors);
  t.is((await rows()).length, bench.device.vectors);
  await uio.ok("set 1 -1");
  t.is((await rows()).length, bench.device.vectors - 1);
});
