// SPDX-License-Identifier: GPL-2.0-only
// What the userspace I/O core shows of a device (Documentation/driver-api/uio-howto.rst), as long as a driver has it there.
import type { DeviceDefinition } from "../../lab/device/index.ts";
import { endpoint, notVirtual } from "../../lab/device/needs.ts";
import { file, openFlags, read } from "../../harness/guest/calls.ts";
import { close } from "../../harness/guest/device-calls.ts";
import { barAddress, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { bindGeneric, driver, openUio, startUio, uioName } from "./uio.ts";

const spec = family("uio-device", {
  driver,
  devices: endpoint,
  variants: "any",
  about: ["uio_*", "__uio_register_device", "name_show", "version_show", "event_show", "map_*"],
});

/** The BARs that uio_pci_generic makes maps of, in order: memory below 4 GiB that is not prefetchable (its probe()). */
function mappedBars({ bars }: DeviceDefinition): DeviceDefinition["bars"] {
  return bars.filter(({ kind, wide, prefetchable }) => kind === "memory" && wide !== true && prefetchable !== true);
}

/** A map is whole pages. */
const page = 4096;
const wholePages = (size: number): number => Math.ceil(size / page) * page;

async function attributes({ guest }: SpecContext, folder: string, names: readonly string[]): Promise<string[]> {
  return (await guest.$`cd ${folder} && cat ${names}`).split("\n");
}

spec("name, version and count of interrupts are in sysfs", async (t, context) => {
  await bindGeneric(context);
  const folder = `/sys/class/uio/${await uioName(context)}`;
  t.deepEqual(await attributes(context, folder, ["name", "version"]), [driver, "0.01.0"]);
  t.regex((await attributes(context, folder, ["event"])).join(), /^\d+$/);
});

spec("each map has the address, size and offset of its BAR", async (t, context) => {
  const { guest, device } = context;
  await bindGeneric(context);
  const folder = `/sys/class/uio/${await uioName(context)}/maps`;
  const bars = mappedBars(device);
  const { stdout } = await guest.execute(sh`ls ${folder} 2> /dev/null`);
  t.deepEqual(
    stdout.split("\n").filter((name) => name !== ""),
    bars.map((_, n) => `map${n}`),
  );
  for (const [n, { index, size }] of bars.entries()) {
    const start = await barAddress(guest, device.address, index);
    const offset = Number(start % BigInt(page));
    const [address, length, inPage] = await attributes(context, `${folder}/map${n}`, ["addr", "size", "offset"]);
    t.is(BigInt(address ?? ""), start - BigInt(offset), `map${n}`);
    t.deepEqual([Number(length), Number(inPage)], [wholePages(offset + size), offset], `map${n}`);
  }
});

spec("bound and unbound 20 times, the device has the same name and leaves none behind", async (t, context) => {
  const { guest, device } = context;
  await bindGeneric(context);
  const name = (await uioName(context)) ?? "";
  const drivers = `/sys/bus/pci/drivers/${driver}`;
  const once = sh`echo ${device.address} > ${drivers}/unbind && test ! -e /dev/${name} && echo ${device.address} > ${drivers}/bind && test -c /dev/${name}`;
  await guest.run(sh`for n in $(seq 20); do ${once} || exit; done`, { timeout: 60_000 });
  t.is(await uioName(context), name);
  await unbind(guest, device.address);
  t.is(await guest.$`ls /sys/class/uio`, "");
});

spec("attributes that a program has open are gone with the device: ENODEV", async (t, context) => {
  const { guest, device } = context;
  await bindGeneric(context);
  const name = await uioName(context);
  await using uio = await startUio(context);
  const files = ["name", "version", "event", ...(mappedBars(device).length > 0 ? ["maps/map0/addr"] : [])];
  for (const [n, attribute] of files.entries())
    await uio.ok(file(`f${n}`, `/sys/class/uio/${name}/${attribute}`, openFlags.readOnly));
  for (const n of files.keys()) await uio.ok(read(`f${n}`, 64, 0));
  await unbind(guest, device.address);
  for (const n of files.keys()) t.is(await uio.refused(read(`f${n}`, 64, 0)), "ENODEV");
});

spec(
  "a node that outlives its device cannot be opened; it is the next device's if that has the number",
  async (t, context) => {
    const { guest, device } = context;
    await bindGeneric(context);
    const number = await guest.$`cat /sys/class/uio/${(await uioName(context)) ?? ""}/dev`;
    await guest.$`rm -f /tmp/uio && mknod /tmp/uio c ${number.split(":")}`;
    await using uio = await startUio(context);
    await uio.ok(file("before", "/tmp/uio"));
    await unbind(guest, device.address);
    t.is(await uio.refused(file("gone", "/tmp/uio")), "ENODEV");
    await bindGeneric(context);
    await uio.ok(file("after", "/tmp/uio"));
    t.is(await uio.refused(read("before", 4)), "EIO", "who had the old device open has not got the new one");
  },
);

spec(
  "bound by new_id, which takes an ID once, and given back by remove_id",
  { devices: [endpoint, notVirtual] },
  async (t, context) => {
    const { guest, device } = context;
    await bindGeneric(context);
    await unbind(guest, device.address);
    const drivers = `/sys/bus/pci/drivers/${driver}`;
    const id = `${device.vendor.toString(16)} ${device.device.toString(16)}`;
    await guest.$`echo > /sys/bus/pci/devices/${device.address}/driver_override`;
    await guest.$`echo ${id} > ${drivers}/new_id`;
    t.not(await uioName(context), undefined, "the driver looks at once whether such a device is there");
    t.regex((await guest.fails(sh`echo ${id} > ${drivers}/new_id`)).stderr, /File exists/);
    await guest.$`echo ${id} > ${drivers}/remove_id`;
    t.not(await uioName(context), undefined, "what is bound stays bound");
    t.regex((await guest.fails(sh`echo ${id} > ${drivers}/remove_id`)).stderr, /No such device/);
    await unbind(guest, device.address);
    await guest.fails(sh`echo ${device.address} > ${drivers}/bind`);
    t.regex((await guest.fails(sh`echo 'no id' > ${drivers}/new_id`)).stderr, /Invalid argument/);
  },
);

spec(
  "as long as a program has the device open, modules stay; then they can be removed, bound or not",
  async (t, context) => {
    const { guest } = context;
    const uio = await openUio(context);
    t.regex((await guest.fails(sh`rmmod ${driver}`)).stderr, /temporarily unavailable|busy/i);
    await uio[Symbol.asyncDispose]();
    await guest.$`rmmod ${driver} && ! ls /sys/class/uio/uio* 2> /dev/null`;
    await using again = await openUio(context);
    t.true((await again.ok(close())).ok);
  },
);

declareLeakSpec(spec);
