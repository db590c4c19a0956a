// SPDX-License-Identifier: GPL-2.0-only
// A PCI function and its drivers in sysfs: which driver may have it, and how it is taken out and found again.
import { endpoint, notVirtual } from "../../lab/device/needs.ts";
import { readAttribute, startCalls, writeAttribute } from "../../harness/guest/attribute.ts";
import { readDriver, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";

const about = [
  "pci_*",
  "driver_override_*",
  "driver_set_override",
  "remove_store",
  "rescan_store",
  "dev_rescan_store",
  "bind_store",
  "unbind_store",
];
const spec = family("pci-binding", { devices: endpoint, variants: "any", about });

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;

/** Takes the device from its driver, and keeps others from it. */
async function released({ guest, device }: SpecContext): Promise<void> {
  await unbind(guest, device.address);
}

spec("driver_override is kept, cleared, and no longer than a page", async (t, context) => {
  const { guest } = context;
  await using calls = await startCalls(guest);
  const file = `${folder(context)}/driver_override`;
  const before = await readAttribute(calls, file);
  t.is(await writeAttribute(calls, file, "some_driver\n"), undefined);
  t.is(await readAttribute(calls, file), "some_driver");
  t.is(await writeAttribute(calls, file, "x".repeat(2000)), undefined);
  t.is((await readAttribute(calls, file)).length, 2000);
  t.not(
    (await guest.fails(sh`head -c 5000 /dev/zero | tr '\\0' x | dd of=${file} bs=5000 iflag=fullblock 2>&1`)).code,
    0,
  );
  for (const empty of ["\n", ""]) {
    t.is(await writeAttribute(calls, file, empty), undefined);
    if (empty !== "") t.is(await readAttribute(calls, file), "(null)");
  }
  if (before !== "(null)") t.is(await writeAttribute(calls, file, before), undefined);
});

spec(
  "a driver that driver_override does not name is refused, and so is one that has no such device",
  async (t, context) => {
    const { guest, device } = context;
    await released(context);
    await guest.$`modprobe uio_pci_generic`;
    await using calls = await startCalls(guest);
    const override = `${folder(context)}/driver_override`;
    const binds = "/sys/bus/pci/drivers/uio_pci_generic/bind";
    t.is(await writeAttribute(calls, override, "nobody\n"), undefined);
    t.is(await writeAttribute(calls, binds, device.address), "ENODEV");
    t.is(await readDriver(guest, device.address), undefined);
    t.is(await writeAttribute(calls, override, "\n"), undefined);
    t.is(await writeAttribute(calls, binds, device.address), "ENODEV");
    t.is(await writeAttribute(calls, binds, "0000:ff:1f.7"), "ENODEV", "no such device");
    t.is(
      await writeAttribute(calls, "/sys/bus/pci/drivers/uio_pci_generic/unbind", device.address),
      "ENODEV",
      "not its own",
    );
  },
);

spec(
  "removed and found again 5 times, the device is the same",
  { devices: [endpoint, notVirtual] },
  async (t, context) => {
    const { guest, device } = context;
    const sizes = sh`awk '{ print $3 }' ${folder(context)}/resource`;
    const resources = await guest.run(sizes);
    const once = sh`echo 1 > ${folder(context)}/remove && test ! -e ${folder(context)} && echo 1 > /sys/bus/pci/rescan && test -e ${folder(context)}/config`;
    await guest.run(sh`for n in 1 2 3 4 5; do ${once} || exit; done`, { timeout: 120_000 });
    t.is(await guest.run(sizes), resources);
    t.is(Number(await guest.read(`${folder(context)}/vendor`)), device.vendor);
  },
);

spec(
  "remove and rescan take 1, do nothing for 0, and refuse words",
  { devices: [endpoint, notVirtual] },
  async (t, context) => {
    const { guest } = context;
    await using calls = await startCalls(guest);
    for (const file of [`${folder(context)}/remove`, `${folder(context)}/rescan`, "/sys/bus/pci/rescan"]) {
      t.is(await writeAttribute(calls, file, "0"), undefined, file);
      t.is(await writeAttribute(calls, file, "x"), "EINVAL", file);
    }
    t.is(await writeAttribute(calls, `${folder(context)}/rescan`, "1"), undefined);
    await guest.$`test -e ${folder(context)}/config`;
  },
);

declareLeakSpec(spec);
