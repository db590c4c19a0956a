// SPDX-License-Identifier: GPL-2.0-only
// Devices sleep and wake again and again on a machine that people carry about: what a driver takes in each sleep it gives
// back. Only the devices sleep here: a machine that does is specs/pci/power.spec.ts.
import type { ExecutionContext } from "ava";
import { interfaces, notVirtual, ownDriver } from "../../lab/device/needs.ts";
import { readInterface } from "../../harness/guest/network.ts";
import { unbind } from "../../harness/guest/pci.ts";
import { forgetLeaks, leaks } from "../../harness/spec/detectors.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { suspendDevices } from "../../harness/spec/suspend.ts";
import { givenBack, holdings } from "./holdings.ts";
import { startWork, works } from "./in-use.ts";

const spec = family("sleep", {
  devices: [ownDriver, notVirtual],
  flavours: ["debug"],
  variants: "any",
  oneIommu: true,
  profile: "full",
  timeoutFactor: 4,
});

const rounds = 3;

/** Sleeps once, so that what is taken for good is taken; then more often, with nothing more held in the end and nothing lost. */
async function sleepAgain(t: ExecutionContext, context: SpecContext, sleep: () => Promise<unknown>): Promise<void> {
  const { guest, device } = context;
  await works(context);
  await sleep();
  await works(context);
  await unbind(guest, device.address);
  await forgetLeaks(context);
  const before = await holdings(context);
  await works(context);
  for (let round = 0; round < rounds; round++) {
    await sleep();
    await works(context);
  }
  await unbind(guest, device.address);
  await givenBack(t, context, before);
  t.is(await leaks(context), "");
  await works(context);
}

spec(
  "devices sleep three times while nobody uses them; the device works each time, and nothing leaks",
  async (t, context) => {
    const { guest, device } = context;
    await sleepAgain(t, context, async () => {
      if (interfaces.isMet(device)) await guest.$`ip link set ${await readInterface(guest, device.address)} down`;
      await suspendDevices(context);
    });
  },
);

spec(
  "devices sleep three times while the device is at work; it works each time, and nothing leaks",
  async (t, context) => {
    await sleepAgain(t, context, async () => {
      await using work = await startWork(context);
      context.fact("at work", work.text);
      await suspendDevices(context);
    });
  },
);

spec("a driver is bound anew after its device has slept, and sleeps again", async (t, context) => {
  const { guest, device } = context;
  for (let round = 0; round < rounds; round++) {
    await works(context);
    await suspendDevices(context);
    await unbind(guest, device.address);
    // Without a driver, the PCI core alone puts the device to sleep.
    await suspendDevices(context);
  }
  await works(context);
  t.pass();
});
