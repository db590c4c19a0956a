// SPDX-License-Identifier: GPL-2.0-only
// More vectors than there is room for: 64 of a device can be used, and as many of all devices as the CPUs have.
import { interrupting, need, others } from "../../lab/device/needs.ts";
import { fire, open } from "../../harness/guest/device-calls.ts";
import { eventfd, forget } from "../../harness/guest/eventfds.ts";
import { bind, interruptRows } from "../../harness/guest/pci.ts";
import { set } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { family } from "../../harness/spec/index.ts";
import { armedUio, mostVectors, ownEventfds, wokenEventfds } from "./verbs.ts";

const tooMany = need(`with more than ${mostVectors} vectors`, ({ vectors }) => vectors > mostVectors);

const capped = family("cap", { driver: "uio_msi", devices: [...interrupting, tooMany] });

capped("of a device with more vectors the first 64 can be used, the others are refused", async (t, context) => {
  const { vectors } = context.device;
  await using uio = await armedUio(context);
  for (const vector of [64, 65, vectors - 1, vectors])
    t.is(await uio.refused(set(vector, "v0")), "EINVAL", `vector ${vector}`);
  t.is((await interruptRows(context.guest, "uio_msi")).length, mostVectors);
  t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
});

capped("what the device sends on vectors beyond is heard by nobody", async (t, context) => {
  await using uio = await armedUio(context);
  await uio.all([fire(64), fire(context.device.vectors - 1)]);
  t.deepEqual(Object.keys((await uio.fire([63]))[0] ?? {}), ["v63"]);
});

const exhausted = family("cap", { driver: "uio_msi", devices: others });

exhausted("when no CPU has a vector left, setting one fails with ENOSPC, and all others stay", async (t, context) => {
  const { guest, device } = context;
  const controllers = [device.address, ...(device.others ?? [])];
  context.expectSplat({ kind: "irq", title: /Interrupt reservation exceeds/, why: "4 × 64 vectors on one CPU" });
  for (const controller of controllers) await bind(guest, controller, "uio_msi");
  const users: UioSession[] = [];
  let number = 0;
  for (const controller of controllers) {
    const user = await UioSession.start(guest, controller);
    users.push(user);
    await user.all([open(), eventfd("event")]);
    const asked = Array.from({ length: mostVectors }, async (_, vector) => user.ask(set(vector, "event")));
    for (const [vector, answer] of (await Promise.all(asked)).entries())
      if (answer.ok) number++;
      else t.is(answer.errno, "ENOSPC", `vector ${vector} of ${controller}`);
  }
  context.fact("vectors that could be set", number);
  // A CPU has 256 vectors, and some are the kernel's own: arch/x86/include/asm/irq_vectors.h.
  t.true(number > 2 * mostVectors && number < 4 * mostVectors, `${number}`);
  const rows = async (): Promise<number> => (await interruptRows(guest, "uio_msi[")).length;
  t.is(await rows(), number);
  const [first, , , last] = users;
  const mine = await last?.ok(eventfd("mine"));
  t.is(await last?.refused(set(63, "mine")), "ENOSPC");
  await last?.ok(forget("mine"));
  t.is((await last?.ok(eventfd("next")))?.id, mine?.id, "the driver does not keep what it could not use");
  await first?.ok(set(0, -1));
  await last?.ok(set(63, "event"));
  t.is(await rows(), number);
  for (const user of users) await user[Symbol.asyncDispose]();
  t.is(await rows(), 0);
});
