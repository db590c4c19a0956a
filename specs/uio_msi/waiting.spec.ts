// SPDX-License-Identifier: GPL-2.0-only
// How a program may wait for an interrupt: the eventfd is one like any other, so each way of waiting wakes it.
import { exact, interrupting } from "../../lab/device/needs.ts";
import { wait, forget, eventfd } from "../../harness/guest/eventfds.ts";
import { fire } from "../../harness/guest/device-calls.ts";
import { interruptCpu } from "../../harness/guest/pci.ts";
import { pin, set } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { family } from "../../harness/spec/index.ts";
import { armedUio, exactly, interruptName } from "./verbs.ts";

const spec = family("waiting", { driver: "uio_msi", profile: "default", devices: interrupting });

for (const way of ["read", "poll", "epoll", "select"] as const)
  spec(
    `${way}() returns for an interrupt that comes while it waits, and for one that came before`,
    async (t, context) => {
      await using waiter = await armedUio(context);
      await using other = await UioSession.open(context.guest, context.device.address);
      const waiting = waiter.ok(wait("v1", 20000, way));
      await other.ok(fire(1));
      t.true(exactly(context, 1)((await waiting).count), "the program was there before the interrupt");
      await waiter.counts();
      await other.ok(fire(1));
      t.true(exactly(context, 1)((await waiter.ok(wait("v1", 20000, way))).count), "or after it");
    },
  );

// From the CPU that takes the interrupt, so that two do not become one: images/tools/cmd_fire.c.
spec(
  "interrupts that nobody waits for add up on the eventfd",
  { devices: [...interrupting, exact] },
  async (t, context) => {
    await using uio = await armedUio(context);
    await uio.all([pin(await interruptCpu(context.guest, interruptName(context, 1))), fire(1, 5)]);
    t.is((await uio.counts())["v1"], 5);
  },
);

spec("an eventfd that its program has closed does no harm: the vector fires for nobody", async (t, context) => {
  await using uio = await armedUio(context);
  await uio.all([forget("v1"), fire(1), fire(1)]);
  t.deepEqual(Object.keys((await uio.fire([0]))[0] ?? {}), ["v0"]);
  await uio.all([eventfd("again"), set(1, "again"), fire(1)]);
  t.true(exactly(context, 1)((await uio.ok(wait("again", 5000))).count));
});
