// SPDX-License-Identifier: GPL-2.0-only
// Each file that sysfs and debugfs have of a device with its driver: of the function, of what hangs below it in any class,
// and of the driver's own groups. User space reads them at any time: while the device sleeps, and while it goes.
import type { ExecutionContext } from "ava";
import { need, notVirtual, ownDriver, wire } from "../../lab/device/needs.ts";
import { startCalls } from "../../harness/guest/attribute.ts";
import { unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { treeRead, treeShut } from "../../harness/guest/tree.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { openAttributes } from "./attributes.ts";
import { works } from "./in-use.ts";

const spec = family("driver-attributes", { devices: ownDriver, variants: "any", oneIommu: true, timeoutFactor: 2 });

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;
/** Any PCI function has more files than that: drivers/pci/pci-sysfs.c. */
const fewest = 20;

spec(
  "each attribute can be read while the driver has the device, and again after it is bound anew",
  async (t, context) => {
    const { guest, device } = context;
    await using calls = await startCalls(guest);
    for (let round = 0; round < 2; round++) {
      await works(context);
      const { read, errnos } = await openAttributes(context, calls);
      context.fact("read", `${read}, refused: ${JSON.stringify(errnos)}`);
      t.true(read > fewest);
      await calls.ok(treeShut());
      await unbind(guest, device.address);
    }
    await works(context);
  },
);

/** The device goes by `how` while all its files are open, and comes back by `works`: none of the files speaks for the new one. */
async function outlive(t: ExecutionContext, context: SpecContext, how: () => Promise<unknown>): Promise<void> {
  await works(context);
  await using calls = await startCalls(context.guest);
  await openAttributes(context, calls);
  await how();
  for (const when of ["after the device is gone", "after it is back"]) {
    const { gone, alive } = await calls.ok(treeRead());
    context.fact("gone", gone);
    t.deepEqual(alive, [], `open files that can still be read ${when}`);
    await works(context);
  }
  await calls.ok(treeShut());
}

spec("a file opened before the driver is unbound cannot be read afterwards", async (t, context) => {
  const { guest, device } = context;
  await outlive(t, context, async () => unbind(guest, device.address));
});

spec(
  "a file opened before the function is removed cannot be read afterwards",
  { devices: [ownDriver, notVirtual] },
  async (t, context) => {
    await outlive(t, context, async () =>
      context.guest.run(sh`echo 1 > ${folder(context)}/remove && echo 1 > /sys/bus/pci/rescan`, { timeout: 60_000 }),
    );
  },
);

spec("the attributes are read while the driver is bound and unbound 5 times", async (t, context) => {
  const { guest, device } = context;
  await works(context);
  // What is found may be gone when it is read: that is what this is about.
  const files = sh`find ${folder(context)}/ -maxdepth 4 -type f -perm -400 ! -name ${"resource[0-9]*"} ! -name rom`;
  const once = sh`${files} 2>/dev/null | xargs cat > /dev/null 2>&1`;
  const stop = "/tmp/attributes-stop";
  await guest.$`rm -f ${stop}`;
  const reading = guest.run(sh`while [ ! -e ${stop} ]; do ${once}; done; true`, { timeout: 240_000 });
  reading.catch(() => undefined);
  try {
    for (let round = 0; round < 5; round++) {
      await unbind(guest, device.address);
      await works(context);
    }
  } finally {
    await guest.$`touch ${stop}`;
  }
  await reading;
  t.pass();
});

/** The runtime specs make those with a wire sleep, which takes them longer: runtime.spec.ts. */
const noWire = need("without a wire", (device) => !wire.isMet(device));

spec(
  "each attribute can be read while the device is runtime suspended",
  { devices: [ownDriver, notVirtual, noWire] },
  async (t, context) => {
    const { guest } = context;
    await works(context);
    const power = `${folder(context)}/power`;
    await guest.$`echo auto > ${power}/control`;
    try {
      const asleep = sh`grep -q suspended ${power}/runtime_status`;
      const wait = sh`i=0; until ${asleep}; do i=$((i+1)); [ $i -lt 30 ] || exit 1; usleep 100000; done`;
      if ((await guest.execute(wait, { timeout: 60_000 })).code !== 0)
        notApplicable("its driver does not put it to sleep within 3 s");
      await using calls = await startCalls(guest);
      const { read } = await openAttributes(context, calls);
      t.true(read > fewest);
    } finally {
      await guest.$`echo on > ${power}/control`;
    }
    await works(context);
  },
);

declareLeakSpec(spec);
