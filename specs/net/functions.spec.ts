// SPDX-License-Identifier: GPL-2.0-only
// Virtual functions: made and taken away while their physical function moves frames, told what they may do, and at work
// while that goes down.
import type { DeviceDefinition, Driver } from "../../lab/device/definition.ts";
import { firstVirtual, frames, ownDriver, physical, virtual, wire } from "../../lab/device/needs.ts";
import { frameCounts, readInterface } from "../../harness/guest/network.ts";
import { bindOwn, readDriver, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { givenBack, holdings } from "../pci/holdings.ts";
import { freshPair, passes, traffic, whileDown } from "./interface.ts";
import { unanswered } from "./unanswered.ts";

const spec = family("functions", { devices: [wire, ownDriver, physical], timeoutFactor: 3, oneIommu: true });

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;

async function setFunctions(context: SpecContext, count: number): Promise<void> {
  await context.guest.run(sh`echo ${count} > ${folder(context)}/sriov_numvfs`, { timeout: 60_000 });
}

/** Loads the driver of the virtual functions, so that each is taken as it appears. */
async function total(context: SpecContext): Promise<number> {
  const { guest } = context;
  await guest.$`echo 1 > ${folder(context)}/sriov_drivers_autoprobe`;
  return Number(await guest.read(`${folder(context)}/sriov_totalvfs`));
}

spec("virtual functions are made and taken away while frames cross: one, two, all", async (t, context) => {
  const { guest } = context;
  const pair = await freshPair(context);
  await passes(context, pair);
  const most = await total(context);
  await using program = await traffic(context, pair);
  for (const count of [1, 2, most]) {
    await setFunctions(context, count);
    t.is((await guest.$`ls -d ${folder(context)}/virtfn* | wc -l`).trim(), String(count));
    await passes(context, pair);
    await setFunctions(context, 0);
    t.not((await guest.execute(sh`ls -d ${folder(context)}/virtfn*`)).code, 0);
    await passes(context, pair);
  }
  t.is((await program.ok(frameCounts())).changed, 0);
});

/** Runs `body` with a driver loaded that takes each virtual function as it appears; none are left afterwards. */
async function withTheirDriver(
  context: SpecContext,
  body: (first: DeviceDefinition, driver: Driver) => Promise<void>,
): Promise<void> {
  const { guest, device } = context;
  const first = firstVirtual(device);
  if (first?.driver === undefined) notApplicable("its virtual functions have no driver of the kernel's own");
  const { driver } = first;
  await total(context);
  if ((await guest.execute(sh`modprobe ${driver.module}`)).code !== 0)
    notApplicable(`the kernel has no ${driver.name}`);
  try {
    await body(first, driver);
  } finally {
    await setFunctions(context, 0);
    await guest.execute(sh`rmmod ${driver.module}`);
  }
}

spec(
  "virtual functions are bound as they appear, answered at once, and move frames; and again when they are made anew",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    await withTheirDriver(context, async ({ address }, driver) => {
      for (let round = 0; round < 2; round++) {
        await setFunctions(context, 2);
        t.is(await readDriver(guest, address), driver.name);
        t.notRegex(await context.kernelLog(), unanswered);
        await passes(context, { here: await readInterface(guest, address), peer: pair.peer });
        await passes(context, pair);
        await setFunctions(context, 0);
      }
    });
    await passes(context, pair);
  },
);

spec(
  "virtual functions that are made while the physical one's interface is down move frames once it is up",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await withTheirDriver(context, async ({ address }, driver) => {
      await whileDown(context, pair, () => setFunctions(context, 2));
      t.is(await readDriver(guest, address), driver.name);
      await passes(context, pair);
      await passes(context, { here: await readInterface(guest, address), peer: pair.peer });
    });
    await passes(context, pair);
  },
);

spec("too many virtual functions are refused, and another number while there are some", async (t, context) => {
  const pair = await freshPair(context);
  const most = await total(context);
  t.regex((await context.guest.fails(sh`echo ${most + 1} > ${folder(context)}/sriov_numvfs`)).stderr, /out of range/);
  await setFunctions(context, 1);
  t.regex((await context.guest.fails(sh`echo 2 > ${folder(context)}/sriov_numvfs`)).stderr, /busy/);
  await setFunctions(context, 0);
  await passes(context, pair);
});

spec("virtual functions are made four times, and everything is given back", async (t, context) => {
  await passes(context, await freshPair(context));
  await total(context);
  await setFunctions(context, 2);
  await setFunctions(context, 0);
  const before = await holdings(context);
  for (let round = 0; round < 4; round++) {
    await setFunctions(context, 2);
    await setFunctions(context, 0);
  }
  await givenBack(t, context, before);
});

/** What is said of a virtual function, and how iproute2 shows it. */
const settings: readonly (readonly [set: string, shown: RegExp])[] = [
  ["mac 52:54:00:6d:00:a0", /vf 0 .*52:54:00:6d:00:a0/],
  ["vlan 7 qos 3", /vf 0 .*vlan 7, qos 3/],
  ["vlan 0", /vf 0 (?!.*vlan 7)/],
  ["spoofchk off", /vf 0 .*spoof checking off/],
  ["spoofchk on", /vf 0 .*spoof checking on/],
  ["trust on", /vf 0 .*trust on/],
  ["trust off", /vf 0 .*trust off/],
  ["max_tx_rate 100", /vf 0 .*(?:tx rate 100|max_tx_rate 100)/],
  ["max_tx_rate 0", /vf 0 (?!.*tx_rate 100)/],
];

spec(
  "what is set for a virtual function is shown, lasts while the interface is down, and harms nothing",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    await total(context);
    await setFunctions(context, 2);
    for (const [setting, shown] of settings) {
      await guest.$`/usr/sbin/ip link set ${pair.here} vf 0 ${setting.split(" ")}`;
      t.regex(await guest.$`/usr/sbin/ip -d link show ${pair.here}`, shown, setting);
      await passes(context, pair, 2);
    }
    await guest.$`/usr/sbin/ip link set ${pair.here} vf 1 mac 52:54:00:6d:00:a1`;
    await guest.$`ip link set ${pair.here} down && ip link set ${pair.here} up`;
    t.regex(await guest.$`/usr/sbin/ip -d link show ${pair.here}`, /vf 1 .*52:54:00:6d:00:a1/);
    t.not(
      (await guest.execute(sh`/usr/sbin/ip link set ${pair.here} vf 2 mac 52:54:00:6d:00:a2`)).code,
      0,
      "there is no vf 2",
    );
    await passes(context, pair);
    await setFunctions(context, 0);
    await passes(context, pair);
  },
);

spec(
  "the driver is unbound while there are virtual functions; bound again, it works and makes them anew",
  async (t, context) => {
    const { guest, device } = context;
    const pair = await freshPair(context);
    await total(context);
    await setFunctions(context, 2);
    await passes(context, pair);
    await unbind(guest, device.address);
    await bindOwn(guest, device);
    const again = await freshPair(context);
    await setFunctions(context, 0);
    await setFunctions(context, 2);
    await passes(context, again);
    await setFunctions(context, 0);
    t.pass();
  },
);

spec(
  "the physical function's interface goes down and up while the virtual one moves frames; frames cross again",
  { devices: [frames, ownDriver, virtual] },
  async (t, context) => {
    const { guest, device } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    const folder = `/sys/bus/pci/devices/${device.virtual?.physical.address}`;
    const parent = await guest.$`ls ${folder}/net`;
    await using program = await traffic(context, pair);
    for (let round = 0; round < 3; round++) await guest.$`ip link set ${parent} down && ip link set ${parent} up`;
    t.is((await program.ok(frameCounts())).changed, 0);
    await passes(context, await freshPair(context));
  },
);
