// SPDX-License-Identifier: GPL-2.0-only
// A driver takes its device and lets it go, as often as anybody likes, idle and at work.
import { modular, ownDriver } from "../../lab/device/needs.ts";
import { bindOwn, readDriver, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { forgetLeaks, leaks } from "../../harness/spec/detectors.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { givenBack, holdings } from "./holdings.ts";
import { startWork, works } from "./in-use.ts";

const spec = family("driver", { devices: ownDriver, variants: "any", oneIommu: true });

const rounds = 20;

async function bindAndUnbind({ guest, device }: SpecContext): Promise<void> {
  await bindOwn(guest, device);
  await unbind(guest, device.address);
}

spec("the driver binds its device, and the device works", async (t, context) => {
  await works(context);
  t.is(await readDriver(context.guest, context.device.address), context.device.driver?.name);
});

spec("the driver is bound and unbound 20 times, gives everything back, and the device works", async (t, context) => {
  await bindAndUnbind(context);
  const before = await holdings(context);
  for (let round = 0; round < rounds; round++) await bindAndUnbind(context);
  await givenBack(t, context, before);
  await works(context);
});

spec("the driver is unbound while the device is at work, 5 times, and gives everything back", async (t, context) => {
  const { guest, device } = context;
  await works(context);
  await unbind(guest, device.address);
  const before = await holdings(context);
  for (let round = 0; round < 5; round++) {
    await bindOwn(guest, device);
    await using work = await startWork(context);
    context.fact("at work", work.text);
    await unbind(guest, device.address);
  }
  await givenBack(t, context, before);
  await works(context);
});

spec(
  "the module is removed while the device is at work, loaded again, and the device works",
  { devices: [ownDriver, modular] },
  async (t, context) => {
    const { guest, device } = context;
    const module = device.driver?.module ?? "";
    for (let round = 0; round < 3; round++) {
      await works(context);
      {
        await using work = await startWork(context);
        context.fact("at work", work.text);
        await unbind(guest, device.address);
      }
      await guest.$`modprobe -r ${module}`;
      t.is((await guest.execute(sh`test -d /sys/module/${module.replaceAll("-", "_")}`)).code, 1, "the module is gone");
      await guest.$`modprobe ${module}`;
    }
    await works(context);
  },
);

spec(
  "the driver leaks no memory, bound, at work and unbound",
  { flavours: ["debug"], timeoutFactor: 3 },
  async (t, context) => {
    const { guest, device } = context;
    await works(context);
    await unbind(guest, device.address);
    await forgetLeaks(context);
    for (let round = 0; round < 3; round++) {
      await works(context);
      await unbind(guest, device.address);
    }
    t.is(await leaks(context), "");
  },
);
