// SPDX-License-Identifier: GPL-2.0-only
// The heart of uio_msi: an interrupt that the device sends on a vector arrives on the eventfd that the vector was given.
// The device itself raises them: igb and its virtual functions by EICS, e1000e by ICS with one cause a vector in IVAR,
// ivshmem by its own doorbell.
import { interrupting } from "../../lab/device/needs.ts";
import { arm, close, fire, unmap } from "../../harness/guest/device-calls.ts";
import { wait, eventfd, forget } from "../../harness/guest/eventfds.ts";
import { interruptFact, interruptRows } from "../../harness/guest/pci.ts";
import type { Command } from "../../harness/guest/command.ts";
import { set } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { family } from "../../harness/spec/index.ts";
import { armedUio, countsTell, exactly, fires, openUio, interruptName, listVectors } from "./verbs.ts";

const spec = family("vectors", { driver: "uio_msi", devices: interrupting });

spec("each vector wakes its own eventfd and no other", async (t, context) => {
  await using uio = await armedUio(context);
  const fired = await uio.fire(listVectors(context));
  fired.forEach((counts, vector) => {
    t.deepEqual(Object.keys(counts), [`v${vector}`], `vector ${vector} fired`);
    // e1000e repeats by itself (lab/device/e1000e.ts): there "at least once" is all that can be said.
    if (countsTell(context)) t.is(counts[`v${vector}`], 1);
    context.fact(`vector ${vector}`, counts[`v${vector}`] ?? 0);
  });
});

spec("all vectors at once wake all eventfds", async (t, context) => {
  await using uio = await armedUio(context);
  const vectors = listVectors(context);
  const [, waits] = await Promise.all([
    uio.all(vectors.map((vector) => fire(vector))),
    uio.all(vectors.map((vector) => wait(`v${vector}`, 5000))),
  ]);
  const late = await uio.counts();
  for (const vector of vectors) {
    const count = (waits[vector]?.count ?? NaN) + (late[`v${vector}`] ?? 0);
    t.true(exactly(context, 1)(count), `vector ${vector}: ${count}`);
  }
});

spec("a vector can be given to another eventfd, and the first hears no more of it", async (t, context) => {
  await using uio = await armedUio(context);
  await uio.all([eventfd("other"), set(2, "other")]);
  t.deepEqual(Object.keys(await fires(uio, 2, "other")), ["other"]);
  t.deepEqual(Object.keys(await fires(uio, 1)), ["v1"]);
});

spec("one eventfd may serve all vectors, and adds up their interrupts", async (t, context) => {
  await using uio = await armedUio(context);
  const vectors = listVectors(context);
  await uio.all([eventfd("all"), ...vectors.map((vector) => set(vector, "all"))]);
  const fired = await uio.fire(vectors, () => "all");
  for (const counts of fired) t.deepEqual(Object.keys(counts), ["all"]);
  t.true(exactly(context, vectors.length)(fired.reduce((sum, counts) => sum + (counts["all"] ?? 0), 0)));
});

spec("an eventfd that served two vectors still serves one when the other is released", async (t, context) => {
  await using uio = await armedUio(context);
  await uio.all([eventfd("both"), set(0, "both"), set(1, "both"), set(0, -1)]);
  t.deepEqual(Object.keys(await fires(uio, 1, "both")), ["both"]);
});

spec("-1 releases a vector: it is silent, the others are not, and it can be taken again", async (t, context) => {
  await using uio = await armedUio(context);
  await uio.ok(set(2, -1));
  // Nothing can be waited for on a vector that is silent; but what comes on another one after it has come too.
  await uio.ok(fire(2));
  t.deepEqual(Object.keys(await fires(uio, 1)), ["v1"]);
  await uio.ok(arm());
  await uio.ok(set(2, "v2"));
  // It may have kept what it sent in the meantime: that is counted before it is fired again.
  await uio.counts();
  t.deepEqual(Object.keys(await fires(uio, 2)), ["v2"]);
});

spec(
  "what the device sends on a released vector is not lost: it comes when the vector is next set",
  async (t, context) => {
    await using uio = await armedUio(context);
    await uio.all([set(1, -1), fire(1)]);
    t.is((await uio.counts())["v1"], 0, "a released vector is masked");
    await uio.all([eventfd("later"), set(1, "later")]);
    t.true(exactly(context, 1)((await uio.ok(wait("later", 5000))).count), "one message is pending, not more");
    t.is((await uio.counts())["v1"], 0, "the eventfd of before hears nothing of it");
  },
);

spec("releasing a vector that nobody took is no error, nor is releasing it again", async (t, context) => {
  await using uio = await openUio(context);
  t.true((await uio.ok(set(0, -1))).ok);
  await uio.all([eventfd("v0"), set(0, "v0"), set(0, -1), set(0, -1)]);
});

spec("the kernel sees each interrupt handled: a busy vector is not taken for a broken one", async (t, context) => {
  await using uio = await armedUio(context);
  for (let round = 0; round < 3; round++) await fires(uio, 1);
  // Of many that are not, the kernel turns the interrupt off: kernel/irq/spurious.c.
  t.regex(await interruptFact(context.guest, interruptName(context, 1), "spurious"), /^unhandled 0$/m);
});

/** What a program does with the eventfd `mine` of vector 0, after which the driver has no business with it any more. */
const farewells: Readonly<Record<string, readonly Command[]>> = {
  "release of the vector": [set(0, "mine"), set(0, -1)],
  "another eventfd": [set(0, "mine"), eventfd("another"), set(0, "another"), set(0, -1), forget("another")],
  "the same eventfd again": [set(0, "mine"), set(0, "mine"), set(0, -1)],
  "the last close": [set(0, "mine"), unmap(), close()],
};

for (const [what, commands] of Object.entries(farewells))
  spec(`the driver lets go of an eventfd at once: ${what}`, { profile: "default" }, async (t, context) => {
    await using uio = await openUio(context);
    const { id } = await uio.ok(eventfd("mine"));
    await uio.all([...commands, forget("mine")]);
    // The kernel gives an eventfd the lowest free number: fs/eventfd.c.
    t.is((await uio.ok(eventfd("next"))).id, id);
  });

spec("a second process sets vectors of the same device to eventfds of its own", async (t, context) => {
  await using first = await armedUio(context);
  await using second = await UioSession.open(context.guest, context.device.address);
  await second.all([eventfd("mine"), set(2, "mine")]);
  await first.ok(fire(2));
  await second.ok(wait("mine", 5000));
  t.is((await first.counts())["v2"], 0);
});

spec("a second process releases a vector that the first one has set", async (t, context) => {
  await using first = await armedUio(context);
  await using second = await UioSession.open(context.guest, context.device.address);
  await second.ok(set(1, -1));
  await first.ok(fire(1));
  t.deepEqual(Object.keys(await fires(first, 0)), ["v0"]);
  await second.all([eventfd("mine"), set(1, "mine")]);
  const { count } = await second.ok(wait("mine", 5000));
  t.true(exactly(context, 1)(count), "what it sent meanwhile was pending");
});

spec("/proc/interrupts has a row for each vector in use, and loses it with the vector", async (t, context) => {
  const { guest } = context;
  await using uio = await openUio(context);
  t.deepEqual(await interruptRows(guest, "uio_msi"), []);
  const vectors = listVectors(context);
  await uio.armVectors(vectors.length);
  t.deepEqual(
    [...(await interruptRows(guest, "uio_msi"))].sort(),
    vectors.map((vector) => interruptName(context, vector)).sort(),
  );
  await uio.ok(set(1, -1));
  t.false((await interruptRows(guest, "uio_msi")).includes(interruptName(context, 1)));
});
