// SPDX-License-Identifier: GPL-2.0-only
// A PCI function's attributes (Documentation/ABI/testing/sysfs-bus-pci): what they say, what they take, and what they must
// not do to a device that a driver has.
import { alone, endpoint, notVirtual, ownDriver } from "../../lab/device/needs.ts";
import { readAttribute, startCalls, writeAttribute } from "../../harness/guest/attribute.ts";
import { bind, bindOwn, pciFacts, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";

const about = [
  "pci_*",
  "enable_store",
  "broken_parity_status_*",
  "msi_bus_*",
  "reset_method_*",
  "reset_store",
  "remove_store",
  "rescan_store",
  "dev_rescan_store",
  "driver_override_*",
  "driver_set_override",
  "d3cold_allowed_*",
  "modalias_show",
  "resource_show",
  "new_id_store",
  "remove_id_store",
  "bind_store",
  "unbind_store",
];
const spec = family("pci-attributes", { devices: endpoint, variants: "any", about });

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;

/** Takes the device from its driver, and keeps others from it. */
async function released({ guest, device }: SpecContext): Promise<void> {
  await unbind(guest, device.address);
}

spec(
  "sysfs neither enables nor disables a device that has a driver",
  { devices: [endpoint, ownDriver] },
  async (t, context) => {
    const { guest, device } = context;
    await bindOwn(guest, device);
    await using calls = await startCalls(guest);
    const enable = `${folder(context)}/enable`;
    const [before, facts] = [await readAttribute(calls, enable), await pciFacts(guest, device.address)];
    for (const value of ["0", "1", "0"]) t.is(await writeAttribute(calls, enable, value), "EBUSY");
    t.is(await readAttribute(calls, enable), before);
    t.deepEqual(await pciFacts(guest, device.address), facts);
    await unbind(guest, device.address);
  },
);

spec("without a driver sysfs enables it as often as it is asked to, and disables it as often", async (t, context) => {
  const { guest } = context;
  await released(context);
  await using calls = await startCalls(guest);
  const enable = `${folder(context)}/enable`;
  t.is(await readAttribute(calls, enable), "0");
  t.is(await writeAttribute(calls, enable, "0"), "EIO", "it is not enabled");
  for (const count of ["1", "2"]) {
    t.is(await writeAttribute(calls, enable, "1"), undefined);
    t.is(await readAttribute(calls, enable), count);
  }
  for (const count of ["1", "0"]) {
    t.is(await writeAttribute(calls, enable, "0"), undefined);
    t.is(await readAttribute(calls, enable), count);
  }
  t.is(await writeAttribute(calls, enable, "x"), "EINVAL");
});

spec(
  "a driver that binds does so whatever sysfs did before, and unbinds without a warning",
  { devices: [endpoint, ownDriver] },
  async (t, context) => {
    const { guest, device } = context;
    await released(context);
    await using calls = await startCalls(guest);
    const enable = `${folder(context)}/enable`;
    t.is(await writeAttribute(calls, enable, "1"), undefined);
    await bindOwn(guest, device);
    t.is(await writeAttribute(calls, enable, "0"), "EBUSY");
    await unbind(guest, device.address);
    t.is(await readAttribute(calls, enable), "1", "sysfs still has it enabled");
    t.is(await writeAttribute(calls, enable, "0"), undefined);
  },
);

spec("identity, class and resources are the device's", async (t, context) => {
  const { guest, device } = context;
  await using calls = await startCalls(guest);
  const read = async (name: string): Promise<string> => readAttribute(calls, `${folder(context)}/${name}`);
  t.deepEqual([Number(await read("vendor")), Number(await read("device"))], [device.vendor, device.device]);
  t.is(Number(await read("class")) >> 8, device.class);
  t.regex(await read("modalias"), /^pci:v[0-9A-F]{8}d[0-9A-F]{8}sv[0-9A-F]{8}sd[0-9A-F]{8}bc..sc..i..$/);
  const lines = (await read("resource")).split("\n").map((line) => line.split(" ").map(BigInt));
  for (const { index, size } of device.bars) {
    const [first = 0n, last = 0n] = lines[index] ?? [];
    t.is(Number(last - first) + 1, size, `BAR${index}`);
    t.is(Number(await guest.$`stat -c %s ${folder(context)}/resource${index}`), size, `resource${index}`);
  }
});

spec("a switch takes 0 and 1, keeps them, and refuses words", async (t, context) => {
  const { guest } = context;
  await using calls = await startCalls(guest);
  for (const name of ["broken_parity_status", "d3cold_allowed", "msi_bus"]) {
    const file = `${folder(context)}/${name}`;
    const before = await readAttribute(calls, file);
    for (const value of ["0", "1"]) {
      t.is(await writeAttribute(calls, file, value), undefined, name);
      t.is(await readAttribute(calls, file), value, name);
    }
    t.is(await writeAttribute(calls, file, "x"), "EINVAL", name);
    t.is(await writeAttribute(calls, file, before), undefined, name);
  }
});

spec(
  "with msi_bus 0 a driver gets no vectors, and with 1 it does again",
  { driver: "vfio_pci" },
  async (t, context) => {
    const { guest, device } = context;
    if (device.vectors === 0) return void t.pass("the device has no MSI-X");
    const { openVfio, eventfds } = await import("../vfio/vfio.ts");
    const { setIrqs } = await import("../../harness/spec/vfio-uapi.ts");
    if (context.run.cell.variant === "nomsi") return void t.pass("no device has vectors here");
    const file = `${folder(context)}/msi_bus`;
    await using vfio = await openVfio(context);
    await eventfds(vfio, "a");
    const take = setIrqs({ index: "msix", eventfds: ["a"] });
    await guest.$`echo 0 > ${file}`;
    t.false((await vfio.ask(take)).ok);
    await guest.$`echo 1 > ${file}`;
    await vfio.ok(take);
  },
);

spec(
  "reset_method takes methods that the device has, none, and the default; reset follows it",
  { devices: [endpoint, notVirtual, alone] },
  async (t, context) => {
    const { guest, device } = context;
    await released(context);
    await using calls = await startCalls(guest);
    const [method, reset] = [`${folder(context)}/reset_method`, `${folder(context)}/reset`];
    const before = await readAttribute(calls, method);
    if (before === "(ENOENT)") return void t.pass("the device cannot be reset");
    context.fact("reset methods", before);
    context.expectSplat({
      kind: "device",
      title: /unlocked secondary bus reset via: /,
      why: "a bus reset by sysfs",
      required: false,
    });
    for (const one of before.split(" ")) {
      t.is(await writeAttribute(calls, method, one), undefined, one);
      t.is(await readAttribute(calls, method), one);
      // QEMU's port says nothing of its link after a bus reset where hot-plug is ACPI's, and the kernel waits for that.
      const errno = await writeAttribute(calls, reset, "1");
      t.true(errno === undefined || (one === "bus" && errno === "ENOTTY"), `${one}: ${errno}`);
      t.is(Number(await readAttribute(calls, `${folder(context)}/vendor`)), device.vendor);
    }
    t.is(await writeAttribute(calls, method, "nonsense"), "EINVAL");
    t.is(await writeAttribute(calls, method, `${before.split(" ")[0]} nonsense`), "EINVAL");
    t.is(await readAttribute(calls, method), before.split(" ").at(-1) ?? "", "what was there is kept");
    t.is(await writeAttribute(calls, method, "\n"), undefined);
    t.is(await writeAttribute(calls, reset, "1"), "ENOTTY", "none is left");
    t.is(await writeAttribute(calls, method, "default"), undefined);
    t.is(await readAttribute(calls, method), before);
    for (const value of ["0", "2"]) t.is(await writeAttribute(calls, reset, value), "EINVAL");
    t.is(await writeAttribute(calls, reset, "x"), "EINVAL");
  },
);

spec("each attribute can be read, with and without a driver", async (t, context) => {
  const { guest } = context;
  const script = sh`cd ${folder(context)} && for file in $(find . -maxdepth 2 -type f -perm -400 ! -name 'resource[0-9]*' ! -name rom ! -name config); do timeout 5 cat $file > /dev/null 2>&1 || echo $file; done; true`;
  const unreadable = async (): Promise<string> => guest.run(script, { timeout: 60_000 });
  // A port without a link speed has none to tell, and an AER counter is not everywhere: errors are allowed, hangs are not.
  context.fact("not readable", (await unreadable()).split("\n").join(" "));
  await bind(guest, context.device.address, "uio_pci_generic");
  await unreadable();
  await unbind(guest, context.device.address);
  t.pass();
});

declareLeakSpec(spec);
