// SPDX-License-Identifier: GPL-2.0-only
// A device that nobody uses is put to sleep by its driver and woken when it is wanted (Documentation/power/runtime_pm.rst).
import { notVirtual, ownDriver, wire } from "../../lab/device/needs.ts";
import { readInterface } from "../../harness/guest/network.ts";
import { setLink } from "../../harness/machine/link.ts";
import { startCalls } from "../../harness/guest/attribute.ts";
import { bindOwn, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { openAttributes } from "./attributes.ts";
import { works } from "./in-use.ts";

const spec = family("runtime", {
  devices: [ownDriver, notVirtual, wire],
  variants: "any",
  timeoutFactor: 3,
  oneIommu: true,
});

/** Drivers wait some seconds before they put a device to sleep: igb and e1000e 5 s (IGB and e1000e's runtime_idle). */
const limit = 15_000;

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}/power`;

/** Lets the device sleep: down, without a link. @returns whether it does. */
async function sleeps(context: SpecContext): Promise<boolean> {
  const { guest, device, machine, run } = context;
  await bindOwn(guest, device);
  const name = await readInterface(guest, device.address);
  await setLink(machine, false);
  await guest.until("the link to be gone", sh`grep -q 0 /sys/class/net/${name}/carrier`, 10_000 * run.timeoutScale);
  await guest.$`ip link set ${name} down && echo auto > ${folder(context)}/control`;
  const asleep = sh`grep -q suspended ${folder(context)}/runtime_status`;
  return (
    (
      await guest.execute(
        sh`i=0; until ${asleep}; do i=$((i+1)); [ $i -lt ${limit / 100} ] || exit 1; usleep 100000; done`,
        { timeout: 4 * limit },
      )
    ).code === 0
  );
}

async function wake(context: SpecContext): Promise<void> {
  const { guest, machine } = context;
  await setLink(machine, true);
  await works(context);
  await guest.$`echo on > ${folder(context)}/control`;
  await works(context);
}

spec("a device without a link sleeps, and works when it is wanted again", async (t, context) => {
  await works(context);
  if (!(await sleeps(context))) {
    await wake(context);
    notApplicable("its driver does not put it to sleep");
  }
  context.fact("state", await context.guest.read(`/sys/bus/pci/devices/${context.device.address}/power_state`));
  await wake(context);
  t.pass();
});

spec("a suspended device is asked for everything, and unbound", async (t, context) => {
  const { guest, device } = context;
  await works(context);
  if (!(await sleeps(context))) {
    await wake(context);
    notApplicable("its driver does not put it to sleep");
  }
  const name = await guest.$`ls /sys/bus/pci/devices/${device.address}/net`;
  for (const question of [[], "-i", "-d", "-S", "-e", "-g", "-a", "-c", "-k"])
    await guest.execute(sh`ethtool ${question} ${name} > /dev/null`, { timeout: 60_000 });
  {
    await using calls = await startCalls(guest);
    context.fact("attributes", (await openAttributes(context, calls)).read);
  }
  await unbind(guest, device.address);
  await wake(context);
  t.pass();
});
