// SPDX-License-Identifier: GPL-2.0-only
// Vectors that change hands while the device fires without pause, and what is left of very many interrupts.
import { exact, interrupting, repeats } from "../../lab/device/needs.ts";
import { wait, eventfd } from "../../harness/guest/eventfds.ts";
import { arm, close, unmap, fire } from "../../harness/guest/device-calls.ts";
import { interruptCpu, interruptRows } from "../../harness/guest/pci.ts";
import { barrage, ceasefire, pin, releaseAmid, set, setfd } from "./commands.ts";
import type { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import {
  armedAfterFire,
  armedUio,
  countsTell,
  fires,
  ownEventfds,
  interruptName,
  listVectors,
  wokenEventfds,
} from "./verbs.ts";

const spec = family("fire", { driver: "uio_msi", profile: "default" });

/** The device fires a vector until told to stop, from the CPU that takes the interrupt: so that none is merged. */
async function openFire(context: SpecContext, uio: UioSession, vector: number): Promise<void> {
  await uio.ok(barrage(vector, await interruptCpu(context.guest, interruptName(context, vector))));
}

/** What an eventfd has by now, without waiting. */
async function taken(uio: UioSession, name: string): Promise<number> {
  return Number((await uio.ask(wait(name, 0))).count);
}

async function ceaseFire(uio: UioSession): Promise<number> {
  return (await uio.ok(ceasefire())).fired;
}

spec("re-targeted under fire, no interrupt is lost, and the old eventfd hears no more", async (t, context) => {
  await using uio = await armedUio(context);
  await uio.ok(eventfd("other"));
  await openFire(context, uio, 0);
  let heard = 0;
  for (let round = 0; round < 10; round++) {
    const [to, from] = round % 2 === 0 ? ["other", "v0"] : ["v0", "other"];
    await uio.ok(set(0, to));
    heard += await taken(uio, from);
    heard += (await uio.ok(wait(to, 5000))).count;
    t.is(await taken(uio, from), 0, `round ${round}: ${from} was replaced`);
  }
  const fired = await ceaseFire(uio);
  const rest = await uio.counts();
  heard += (rest["v0"] ?? 0) + (rest["other"] ?? 0);
  context.fact("interrupts", `${heard} of ${fired}`);
  if (countsTell(context)) t.is(heard, fired);
});

spec("released under fire, a vector is silent at once, and goes on when it is set again", async (t, context) => {
  await using uio = await armedUio(context);
  await openFire(context, uio, 0);
  for (let round = 0; round < 10; round++) {
    await uio.ok(wait("v0", 5000));
    await uio.ok(set(0, -1));
    await taken(uio, "v0");
    await uio.ok(set(1, "v1"));
    t.is(await taken(uio, "v0"), 0, `round ${round}`);
    await uio.ok(set(0, "v0"));
  }
  await uio.ok(wait("v0", 5000));
  await ceaseFire(uio);
  await uio.ok(arm());
  await uio.counts();
  t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
});

spec("refused changes under fire disturb nothing: every interrupt is counted", async (t, context) => {
  await using uio = await armedUio(context);
  await openFire(context, uio, 0);
  let heard = (await uio.ok(wait("v0", 5000))).count;
  for (let round = 0; round < 20; round++) {
    t.is(await uio.refused(setfd(0, "pipe")), "EINVAL");
    t.is(await uio.refused(setfd(0, "closed")), "EBADF");
  }
  const fired = await ceaseFire(uio);
  heard += (await uio.counts())["v0"] ?? 0;
  if (countsTell(context)) t.is(heard, fired);
});

spec("closed under fire, it falls silent; opened again, all vectors work", async (t, context) => {
  await using uio = await armedUio(context);
  await openFire(context, uio, 0);
  await uio.ok(wait("v0", 5000));
  await uio.all([close()]);
  await ceaseFire(uio);
  await uio.ok(unmap());
  t.deepEqual(await interruptRows(context.guest, "uio_msi"), []);
  await using again = await armedAfterFire(context);
  t.deepEqual(await wokenEventfds(again, context), ownEventfds(context));
});

spec(
  "released with an interrupt on its way, a vector uses no eventfd that is gone: 2,000 times",
  { devices: [...interrupting, repeats] },
  async (t, context) => {
    // A message that is sent before the vector is masked finds none: x86 forgives the first (arch/x86/kernel/irq.c).
    context.expectSplat({
      kind: "irq",
      title: /No irq handler for/,
      why: "an interrupt was on its way to a CPU when its vector was released",
      required: false,
    });
    await using uio = await armedUio(context);
    // From the CPU that takes the interrupt: it comes in the middle of the release, and not before or after.
    await uio.ok(pin(await interruptCpu(context.guest, interruptName(context, 0))));
    await uio.ok(set(0, -1));
    await uio.ok(releaseAmid(0, 2000));
    await uio.ok(set(0, "v0"));
    await uio.counts();
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
  },
);

spec(
  "in a storm of 100,000 interrupts each is counted, and no other vector hears of them",
  // Each message of igb is one write to EICS. e1000e throttles: see below.
  { devices: [...interrupting, exact], profile: "full", flavours: ["plain", "coverage"] },
  async (t, context) => {
    await using uio = await armedUio(context);
    // More than 100,000 on one vector: then the kernel looks whether they were handled (kernel/irq/spurious.c).
    for (const [vector, times] of [
      [0, 100_100],
      [2, 1_000],
    ] as const) {
      await uio.all([pin(await interruptCpu(context.guest, interruptName(context, vector))), fire(vector, times)]);
      const counts = await uio.counts();
      for (const other of listVectors(context)) t.is(counts[`v${other}`], other === vector ? times : 0, `v${other}`);
    }
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
  },
);

spec(
  "a storm of 100,000 causes that the device throttles ends with all vectors working",
  // EITR's least is 500 × 256 ns in QEMU's model: a burst becomes few messages (hw/net/e1000e_core.c).
  { devices: [...interrupting, repeats], profile: "full" },
  async (t, context) => {
    await using uio = await armedUio(context);
    const vectors = listVectors(context);
    await uio.all(vectors.map((vector) => fire(vector, 100_000 / vectors.length)));
    const counts = await uio.counts();
    for (const vector of vectors) {
      const count = counts[`v${vector}`] ?? 0;
      context.fact(`vector ${vector}`, `${count} of ${100_000 / vectors.length}`);
      t.true(count >= 1 && count <= (2 * 100_000) / vectors.length, `vector ${vector}: ${count}`);
    }
    t.deepEqual(Object.keys(await fires(uio, 0)), ["v0"]);
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
  },
);
