// SPDX-License-Identifier: GPL-2.0-only
// Device nodes outlive their devices: who has one open may use it for as long as he likes, and gets errors when the device
// is gone. What its file points to stays until it is closed; what comes after it is another device.
import type { ExecutionContext } from "ava";
import { modular, notVirtual, ownDriver, replaceable } from "../../lab/device/needs.ts";
import { DeadlineError, within } from "../../harness/host/deadline.ts";
import { found, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { plug, unplug } from "../../harness/machine/hotplug.ts";
import { forgetLeaks, leaks } from "../../harness/spec/detectors.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { driverNodes, Holder, nodesAgain } from "./device-nodes.ts";

/** Fresh, since what a driver's modules make once and for all is among its nodes: /dev/hwrng. */
const spec = family("nodes", { devices: ownDriver, variants: "any", oneIommu: true, fresh: true, timeoutFactor: 4 });

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;
/** Milliseconds, before `timeoutScale`, after which a driver is taken to wait for its users: ALSA's do (snd_card_free()). */
const usersTimeout = 3_000;
const timeout = 20_000;

spec("each device node is opened by two programs, answers or refuses, and is closed", async (t, context) => {
  const nodes = await driverNodes(context);
  await using one = await Holder.open(context, nodes);
  await using other = await Holder.open(context, nodes);
  context.fact("only one user", other.busy.join(" "));
  context.fact("not opened", one.refused.join(", "));
  t.true(one.count > 0, `none of ${nodes.join(" ")} can be opened: ${one.refused.join(", ")}`);
  t.true((await one.use()) > 0, "no node answers any question");
  await other.use();
  await other.close();
  await one.use();
  await one.close();
  // A watchdog that was opened runs, until its driver goes.
  await unbind(context.guest, context.device.address);
  t.is((await nodesAgain(context)).length, nodes.length);
});

/** Whether something does not end by itself in so many milliseconds. */
async function waitsForUsers(going: Promise<unknown>, ms: number): Promise<boolean> {
  try {
    await within("the driver's end", ms, going);
    return false;
  } catch (error) {
    if (error instanceof DeadlineError) return true;
    throw error;
  }
}

/**
 * Has the device go while its nodes are open, uses them after that and closes them. Nodes that share one user are held one
 * after the other, as often as there are some that have not been.
 */
async function outlive(
  t: ExecutionContext,
  context: SpecContext,
  nodes: readonly string[],
  ways: { readonly go: () => Promise<unknown>; readonly comeBack: () => Promise<unknown> },
): Promise<void> {
  const { run } = context;
  let left = nodes;
  for (let round = 0; left.length > 0 && round < 4; round++) {
    await using holder = await Holder.open(context, left);
    left = holder.busy;
    await holder.use();
    const going = ways.go();
    going.catch(() => undefined);
    const waits = await waitsForUsers(going, usersTimeout * run.timeoutScale);
    context.fact("the driver waits for its users", String(waits));
    await holder.use();
    await holder.scribble();
    await holder.close();
    await going;
    await ways.comeBack();
    const again = await nodesAgain(context);
    t.is(again.length, nodes.length, `nodes before: ${nodes.join(" ")}; now: ${again.join(" ")}`);
  }
}

const gone = { timeout: 60_000 };

spec("device nodes are held while the driver is unbound, used, and closed", async (t, context) => {
  const { guest, device } = context;
  await outlive(t, context, await driverNodes(context), {
    go: async () => guest.run(sh`echo ${device.address} > ${folder(context)}/driver/unbind`, gone),
    comeBack: () => Promise.resolve(),
  });
});

spec(
  "device nodes are held while the module is removed, if it can be, used, and closed",
  { devices: [ownDriver, modular] },
  async (t, context) => {
    const { guest, device } = context;
    const module = device.driver?.module ?? "";
    await outlive(t, context, await driverNodes(context), {
      go: async () => {
        await guest.run(sh`echo ${device.address} > ${folder(context)}/driver/unbind`, gone);
        // Who has a file of the module's own open keeps it: it is refused, then.
        const { code } = await guest.execute(sh`rmmod ${module}`);
        context.fact("the module", code === 0 ? "goes" : "stays");
      },
      comeBack: async () => guest.run(sh`modprobe ${module}`),
    });
  },
);

spec(
  "device nodes are held while the function is removed, used, and closed",
  { devices: [ownDriver, notVirtual] },
  async (t, context) => {
    const { guest } = context;
    await outlive(t, context, await driverNodes(context), {
      go: async () => guest.run(sh`echo 1 > ${folder(context)}/remove`, gone),
      comeBack: async () => guest.run(sh`echo 1 > /sys/bus/pci/rescan`, gone),
    });
  },
);

spec(
  "device nodes are held while the device is pulled, used, and closed",
  { devices: [ownDriver, notVirtual, replaceable], variants: ["ordinary", "pciehp"], profile: "default" },
  async (t, context) => {
    const { guest, device, machine, run } = context;
    const limit = timeout * run.timeoutScale;
    await outlive(t, context, await driverNodes(context), {
      go: async () => {
        await unplug(machine, limit);
        await guest.until("the function to be gone", sh`test ! -e ${folder(context)}`, limit);
      },
      comeBack: async () => {
        await plug(machine);
        await found(guest, device.address, limit);
      },
    });
  },
);

spec(
  "device nodes that were held over an unbinding leak nothing",
  { flavours: ["debug"], profile: "full" },
  async (t, context) => {
    const { guest, device } = context;
    const nodes = await driverNodes(context);
    const once = async (): Promise<void> =>
      outlive(t, context, nodes, {
        go: async () => guest.run(sh`echo ${device.address} > ${folder(context)}/driver/unbind`, gone),
        comeBack: () => Promise.resolve(),
      });
    await once();
    await forgetLeaks(context);
    await once();
    t.is(await leaks(context), "");
  },
);
