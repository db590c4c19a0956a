// SPDX-License-Identifier: GPL-2.0-only
// How a device is given to uio_msi, what user space then finds of it, and how it is given back.
import type { DeviceDefinition } from "../../lab/device/index.ts";
import { alone, interrupting, msix, need, nic, notVirtual } from "../../lab/device/needs.ts";
import { open, map, poke, peek, close } from "../../harness/guest/device-calls.ts";
import { eventfd } from "../../harness/guest/eventfds.ts";
import { Answer } from "../../harness/guest/answer.ts";
import { barAddress, bind, readDriver, pciFacts, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { set } from "./commands.ts";
import { residue } from "./residue.ts";
import { uioMaps, uioName } from "./sysfs.ts";
import { UioSession } from "./uio-session.ts";
import { family } from "../../harness/spec/index.ts";
import { mappable } from "./maps.ts";
import { armedUio, ownEventfds, listVectors, wokenEventfds } from "./verbs.ts";

const spec = family("bind", { driver: "uio_msi", devices: [msix, alone] });

spec("driver_override hands the device to uio_msi, and /dev/uioN appears", async (t, { guest, device }) => {
  await bind(guest, device.address, "uio_msi");
  t.is(await readDriver(guest, device.address), "uio_msi");
  const name = await uioName(guest, device.address);
  t.is(await guest.read(`/sys/class/uio/${name}/name`), "uio_msi");
  t.regex(await guest.read(`/sys/class/uio/${name}/version`), /^\d+(\.\d+)*$/);
  await guest.$`test -c /dev/${name}`;
});

spec(
  "it binds no device that does not name it, neither when it is loaded nor by bind",
  { devices: [...interrupting, notVirtual] },
  async (t, { guest, device }) => {
    const { address } = device;
    await unbind(guest, address);
    await guest.$`echo > /sys/bus/pci/devices/${address}/driver_override`;
    await guest.$`if [ -e /sys/module/uio_msi ]; then rmmod uio_msi; fi && modprobe uio_msi`;
    t.is(await readDriver(guest, address), undefined);
    const { stderr } = await guest.fails(sh`echo ${address} > /sys/bus/pci/drivers/uio_msi/bind`);
    t.regex(stderr, /No such device/);
  },
);

// Not virtual functions: none is offered to a driver unless driver_override names it (harness/guest/prepare.ts).
spec(
  "new_id gives uio_msi every unbound device with that id",
  { devices: [...interrupting, notVirtual] },
  async (t, { guest, device }) => {
    const { address } = device;
    await unbind(guest, address);
    await guest.$`modprobe uio_msi && echo > /sys/bus/pci/devices/${address}/driver_override`;
    const id = [device.vendor, device.device].map((number) => number.toString(16)).join(" ");
    await guest.$`echo ${id} > /sys/bus/pci/drivers/uio_msi/new_id`;
    t.is(await readDriver(guest, address), "uio_msi");
    await guest.$`echo ${id} > /sys/bus/pci/drivers/uio_msi/remove_id`;
    await guest.$`for device in /sys/bus/pci/drivers/uio_msi/*:*; do echo \${device##*/} > $device/driver/unbind; done`;
  },
);

const KiB = 1024;

/** What is made into maps, and how a driver comes to it. */
const bars = { about: ["pci_resource_*", "pci_iomap*", "ioremap*"] } as const;

spec(
  "the maps are the memory BARs without the MSI-X table's pages, by name and size",
  bars,
  async (t, { guest, device }) => {
    await bind(guest, device.address, "uio_msi");
    const found = await uioMaps(guest, device.address);
    t.deepEqual(Object.fromEntries(found.map(({ name, size }) => [name, size])), mappable(device));
  },
);

spec(
  "each map lies where its name says, and no byte of the MSI-X table lies in any",
  bars,
  async (t, { guest, device }) => {
    const { address } = device;
    await bind(guest, address, "uio_msi");
    const { msix } = await pciFacts(guest, address);
    // An entry is 16 bytes: PCI Local Bus Specification 3.0, 6.8.2.
    const table = (await barAddress(guest, address, msix?.tableBar ?? 0)) + BigInt(msix?.tableOffset ?? 0);
    const end = table + BigInt((msix?.vectors ?? 0) * 16);
    for (const map of await uioMaps(guest, address)) {
      const [, bar, distance = "0"] = /^BAR(\d)(?:\+(0x[0-9a-f]+))?$/.exec(map.name) ?? [];
      const start = (await barAddress(guest, address, Number(bar))) + BigInt(distance);
      t.is(map.address + BigInt(map.offset), start, map.name);
      t.true(map.address + BigInt(map.size) <= table || map.address >= end, `${map.name} does not show the table`);
    }
  },
);

/** The first words of a map: by the program's eyes, and at the map's address by /dev/mem. */
const glimpse = Array.from({ length: 16 }, (_, word) => word * 4);

spec("each map shows what lies at its own address, shared or private", bars, async (t, { guest, device }) => {
  const { address, scratchRegister } = device;
  await bind(guest, address, "uio_msi");
  await using uio = await UioSession.start(guest, address);
  await uio.all([open(), map("BAR0")]);
  // What else is zero there is so in other BARs, too.
  if (scratchRegister !== undefined) await uio.ok(poke(scratchRegister, 0x12345678));
  const shown: string[] = [];
  for (const { name } of await uioMaps(guest, address)) {
    const [, bar, distance = "0"] = /^BAR(\d)(?:\+(0x[0-9a-f]+))?$/.exec(name) ?? [];
    const start = (await barAddress(guest, address, Number(bar))) + BigInt(distance);
    const places = glimpse.map((offset) => `0x${(start + BigInt(offset)).toString(16)}`);
    const wanted = (await guest.$`for at in ${places}; do devmem $at 32; done`).split("\n").map(Number);
    for (const kind of [undefined, "private"] as const) {
      await uio.ok(map(name, kind));
      const seen = await uio.all(glimpse.map((offset) => peek(offset)));
      t.deepEqual(
        seen.map(({ value }) => value),
        wanted,
        `${name}, ${kind ?? "shared"}`,
      );
    }
    shown.push(wanted.join());
  }
  t.false(shown.slice(1).includes(shown[0] ?? ""), "else a map that shows another one would not be seen");
});

/** PCI knows BARs that are smaller than a page, and a page is the least that can be mapped. */
const page = 4 * KiB;
const smallBars = ({ bars }: DeviceDefinition) => bars.filter(({ kind, size }) => kind === "memory" && size < page);
const small = need("with a memory BAR that is smaller than a page", (device) => smallBars(device).length > 0);

spec(
  "the rest of a small BAR's page is kept free: nobody else's registers can end up in the map",
  { devices: [...interrupting, small] },
  async (t, { guest, device }) => {
    await bind(guest, device.address, "uio_msi");
    const [{ index, size } = { index: 0, size: 0 }] = smallBars(device);
    const start = await barAddress(guest, device.address, index);
    const end = start + BigInt(size);
    const kept = `${end.toString(16)}-${(start + BigInt(page) - 1n).toString(16)} : uio_msi`;
    t.true((await guest.read("/proc/iomem")).includes(kept), kept);
    const claim = async (): Promise<unknown> => guest.json(Answer, sh`labtool claim 0x${end.toString(16)}`);
    t.like(await claim(), { ok: false, errno: "EBUSY" }, "no driver can claim registers there");
    await unbind(guest, device.address);
    t.like(await claim(), { ok: true }, "and one can when it is let go");
  },
);

spec(
  "a small BAR whose page is not all free is left out, and the log says so",
  { devices: [...interrupting, small] },
  async (t, context) => {
    const { guest, device } = context;
    const [{ index, size } = { index: 0, size: 0 }] = smallBars(device);
    const name = `BAR${index}`;
    const listed = async () => (await uioMaps(guest, device.address)).some((map) => map.name === name);
    await unbind(guest, device.address);
    const end = (await barAddress(guest, device.address, index)) + BigInt(size);
    await guest.$`labtool claim 0x${end.toString(16)} keep`;
    try {
      await bind(guest, device.address, "uio_msi");
      t.false(await listed());
      t.regex(await context.kernelLog(), new RegExp(`uio_msi .*BAR ${index}: shares a page`));
      await unbind(guest, device.address);
    } finally {
      await guest.$`labtool claim none`;
    }
    await bind(guest, device.address, "uio_msi");
    t.true(await listed());
  },
);

const enabling = { about: ["pci_enable_msi*", "pci_disable_msi*", "pci_alloc_irq_vectors*"] } as const;

spec("msi_irqs has one interrupt for each vector, the same ones from bind to unbind", enabling, async (t, context) => {
  const { guest, device } = context;
  await bind(guest, device.address, "uio_msi");
  const numbers = (): Promise<string> => guest.$`ls /sys/bus/pci/devices/${device.address}/msi_irqs`;
  const before = await numbers();
  t.is(before.split("\n").length, listVectors(context).length);
  const uio = await UioSession.start(guest, device.address);
  await uio.all([open(), eventfd("first"), set(0, "first"), close()]);
  await uio[Symbol.asyncDispose]();
  t.is(await numbers(), before);
});

spec("unbinding leaves nothing: no /dev/uioN, no interrupt, no region, the device as it was", async (t, context) => {
  const { guest, device } = context;
  await unbind(guest, device.address);
  const before = await residue(guest, device.address);
  await bind(guest, device.address, "uio_msi");
  const name = await uioName(guest, device.address);
  t.like(await residue(guest, device.address), { msixEnabled: true, busMaster: false, enabled: 1 });
  await unbind(guest, device.address);
  await guest.fails(sh`test -e /dev/${name}`);
  // INTx stays off: without a driver nobody would handle it.
  t.deepEqual(await residue(guest, device.address), { ...before, intxDisabled: true });
});

spec(
  "100 times bound and unbound, it costs no memory and no vector, and works",
  // KASAN keeps freed memory for a while: nothing can be said of it there.
  { devices: nic, profile: "full", flavours: ["plain", "coverage"] },
  async (t, context) => {
    const { guest, device } = context;
    await bind(guest, device.address, "uio_msi");
    const driver = "/sys/bus/pci/drivers/uio_msi";
    const rebind = (times: number): Promise<string> =>
      guest.run(
        sh`for i in $(seq ${times}); do echo ${device.address} > ${driver}/unbind && echo ${device.address} > ${driver}/bind || exit 1; done`,
        { timeout: 120_000 },
      );
    const state = async (): Promise<{ irqs: string; unreclaimable: number }> => ({
      irqs: await guest.$`ls /sys/kernel/irq; grep -E 'Global available|Total allocated' /sys/kernel/debug/irq/domains/VECTOR`,
      unreclaimable: Number(await guest.$`awk '/^SUnreclaim/ { print $2 }' /proc/meminfo`) * KiB,
    });
    await rebind(10);
    const before = await state();
    await rebind(90);
    const after = await state();
    t.is(after.irqs, before.irqs);
    context.fact("slab growth over 90 bindings", after.unreclaimable - before.unreclaimable);
    // A lost struct uio_msi_dev alone would be 4 KiB a binding.
    t.true(after.unreclaimable - before.unreclaimable < 90 * 2 * KiB, "memory of bindings is given back");
    await using uio = await armedUio(context);
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
  },
);
