// SPDX-License-Identifier: GPL-2.0-only
// Virtual functions by sysfs (Documentation/PCI/pci-iov-howto.rst): how many there may be, who may make them, and that they
// go when their physical function does.
import { need } from "../../lab/device/needs.ts";
import { file, read } from "../../harness/guest/calls.ts";
import { readAttribute, startCalls, writeAttribute } from "../../harness/guest/attribute.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { bind, bindOwn, readDriver, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";

const about = ["sriov_*", "pci_iov_*", "pci_enable_sriov", "pci_disable_sriov", "pci_sriov_*", "pci_restore_iov_state"];
const physical = need("that has virtual functions", ({ virtualFunctions }) => virtualFunctions !== undefined);
const spec = family("sriov-sysfs", { devices: physical, about, oneIommu: true });

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;
const timeout = { timeout: 60_000 };

/** Binds the device's own driver and says how many virtual functions it may have. */
async function withDriver(context: SpecContext, calls: GuestProgram): Promise<number> {
  await bindOwn(context.guest, context.device);
  return Number(await readAttribute(calls, `${folder(context)}/sriov_totalvfs`));
}

/** How many there are, as the links of the physical function have it. */
async function count({ guest, device }: SpecContext): Promise<number> {
  return Number(await guest.$`ls -d /sys/bus/pci/devices/${device.address}/virtfn* 2> /dev/null | wc -l`);
}

const numvfs = (context: SpecContext): string => `${folder(context)}/sriov_numvfs`;

spec("as many as there may be, and no more; another number only after 0", async (t, context) => {
  await using calls = await startCalls(context.guest);
  const total = await withDriver(context, calls);
  t.true(total > 0 && total <= (context.device.virtualFunctions ?? 0), `${total}`);
  const write = async (value: number | string): Promise<string | undefined> =>
    writeAttribute(calls, numvfs(context), String(value));
  t.is(await write(0), undefined, "there are none");
  t.is(await write(total + 1), "ERANGE");
  t.is(await write(65_536), "EINVAL");
  t.is(await write("x"), "EINVAL");
  t.is(await write(-1), "EINVAL");
  t.is(await count(context), 0);
  t.is(await write(total), undefined);
  t.is(await count(context), total);
  t.is(await write(total), undefined, "the same again changes nothing");
  t.is(await write(total - 1), "EBUSY");
  t.is(await count(context), total);
  t.is(await write(0), undefined);
  t.is(await count(context), 0);
  t.is(await readAttribute(calls, numvfs(context)), "0");
});

spec("without a driver, and with one that knows nothing of them, there are none: ENOENT", async (t, context) => {
  const { guest, device } = context;
  await using calls = await startCalls(guest);
  await unbind(guest, device.address);
  t.is(await writeAttribute(calls, numvfs(context), "1"), "ENOENT");
  await bind(guest, device.address, "uio_pci_generic");
  t.is(await writeAttribute(calls, numvfs(context), "1"), "ENOENT");
  t.is(await count(context), 0);
  await unbind(guest, device.address);
});

spec("each has its place, its links and its identity", async (t, context) => {
  const { guest, device } = context;
  await using calls = await startCalls(guest);
  const total = await withDriver(context, calls);
  await guest.run(
    sh`echo 0 > ${folder(context)}/sriov_drivers_autoprobe && echo ${total} > ${numvfs(context)}`,
    timeout,
  );
  const number = async (name: string): Promise<number> =>
    Number(await readAttribute(calls, `${folder(context)}/${name}`));
  const [offset, stride] = [await number("sriov_offset"), await number("sriov_stride")];
  const id = Number.parseInt(await readAttribute(calls, `${folder(context)}/sriov_vf_device`), 16);
  const [, bus = "", slot = "", fn = ""] = /^0000:(..):(..)\.(.)$/.exec(device.address) ?? [];
  const own = (Number.parseInt(bus, 16) << 8) | (Number.parseInt(slot, 16) << 3) | Number.parseInt(fn, 16);
  for (let n = 0; n < total; n++) {
    const at = own + offset + n * stride;
    const hex = (value: number): string => value.toString(16).padStart(2, "0");
    const address = `0000:${hex(at >> 8)}:${hex((at >> 3) & 31)}.${at & 7}`;
    const [linked, back, vendor, kind] = (
      await guest.$`cd ${folder(context)} && basename $(readlink virtfn${n}) && basename $(readlink virtfn${n}/physfn) && cat virtfn${n}/vendor virtfn${n}/device`
    ).split("\n");
    t.deepEqual(
      [linked, back, Number(vendor), Number(kind)],
      [address, device.address, device.vendor, id],
      `virtfn${n}`,
    );
    const msix = `${folder(context)}/virtfn${n}/sriov_vf_msix_count`;
    t.is(await writeAttribute(calls, msix, "-1"), "EINVAL");
    t.is(await writeAttribute(calls, msix, "4"), "EOPNOTSUPP", "the driver cannot share out vectors");
  }
  await guest.run(sh`echo 0 > ${numvfs(context)}; echo 1 > ${folder(context)}/sriov_drivers_autoprobe`, timeout);
});

spec("sriov_drivers_autoprobe says whether drivers are asked for them", async (t, context) => {
  const { guest } = context;
  await using calls = await startCalls(guest);
  await withDriver(context, calls);
  await guest.$`cat ${folder(context)}/sriov_vf_device > /dev/null; modprobe igbvf 2> /dev/null; true`;
  const autoprobe = `${folder(context)}/sriov_drivers_autoprobe`;
  t.is(await readAttribute(calls, autoprobe), "1");
  for (const value of ["0", "1"]) {
    t.is(await writeAttribute(calls, autoprobe, value), undefined);
    t.is(await readAttribute(calls, autoprobe), value);
    await guest.run(sh`echo 1 > ${numvfs(context)}`, timeout);
    if (value === "0") t.is(await guest.$`readlink ${folder(context)}/virtfn0/driver; true`, "");
    await guest.run(sh`echo 0 > ${numvfs(context)}`, timeout);
  }
  t.is(await writeAttribute(calls, autoprobe, "x"), "EINVAL");
});

spec("made and taken away 4 times, nothing is left", { timeoutFactor: 2 }, async (t, context) => {
  const { guest } = context;
  await using calls = await startCalls(guest);
  await withDriver(context, calls);
  await guest.$`echo 0 > ${folder(context)}/sriov_drivers_autoprobe`;
  const functions = async (): Promise<string> => guest.$`ls /sys/bus/pci/devices; ls /proc/bus/pci; cat /proc/iomem`;
  const before = await functions();
  for (let round = 0; round < 4; round++) {
    await guest.run(sh`echo 2 > ${numvfs(context)}`, timeout);
    t.is(await count(context), 2);
    await guest.run(sh`echo 0 > ${numvfs(context)}`, timeout);
  }
  t.is(await functions(), before);
  await guest.$`echo 1 > ${folder(context)}/sriov_drivers_autoprobe`;
});

spec(
  "they go with their physical function's driver, with programs that have them open and files that are open",
  async (t, context) => {
    const { guest, device } = context;
    await using calls = await startCalls(guest);
    await withDriver(context, calls);
    await guest.run(sh`echo 0 > ${folder(context)}/sriov_drivers_autoprobe && echo 2 > ${numvfs(context)}`, timeout);
    await calls.all([file("vf", `${folder(context)}/virtfn0/config`), read("vf", 4, 0)]);
    await unbind(guest, device.address);
    t.is(await count(context), 0);
    t.is(await readAttribute(calls, numvfs(context)), "0");
    t.is(await calls.refused(read("vf", 4, 0)), "ENODEV");
    await bindOwn(guest, device);
    t.is(await readDriver(guest, device.address), device.driver?.name);
    await guest.$`echo 1 > ${folder(context)}/sriov_drivers_autoprobe`;
  },
);

spec("they go with their physical function when it is removed, and it comes back without", async (t, context) => {
  const { guest } = context;
  await using calls = await startCalls(guest);
  await withDriver(context, calls);
  await guest.run(sh`echo 0 > ${folder(context)}/sriov_drivers_autoprobe && echo 2 > ${numvfs(context)}`, timeout);
  const others = sh`ls /sys/bus/pci/devices | wc -l`;
  const before = Number(await guest.run(others));
  await guest.run(sh`echo 1 > ${folder(context)}/remove`, timeout);
  t.is(Number(await guest.run(others)), before - 3);
  await guest.run(sh`echo 1 > /sys/bus/pci/rescan`, timeout);
  t.is(Number(await guest.run(others)), before - 2);
  t.is(await count(context), 0);
  await withDriver(context, calls);
});

spec("a reset of the physical function gives the virtual ones back as they were", async (t, context) => {
  const { guest } = context;
  await using calls = await startCalls(guest);
  await withDriver(context, calls);
  await guest.run(sh`echo 0 > ${folder(context)}/sriov_drivers_autoprobe && echo 2 > ${numvfs(context)}`, timeout);
  const config = async (): Promise<string> =>
    guest.$`hexdump -v -n 64 ${folder(context)}/virtfn0/config; hexdump -v -n 64 ${folder(context)}/virtfn1/config`;
  const before = await config();
  await guest.run(sh`echo flr > ${folder(context)}/reset_method; echo 1 > ${folder(context)}/reset`, timeout);
  t.is(await config(), before);
  await guest.run(
    sh`echo default > ${folder(context)}/reset_method; echo 0 > ${numvfs(context)}; echo 1 > ${folder(context)}/sriov_drivers_autoprobe`,
    timeout,
  );
});

spec("a virtual function is not removed by sysfs: that is its physical function's", async (t, context) => {
  const { guest } = context;
  await using calls = await startCalls(guest);
  await withDriver(context, calls);
  await guest.run(sh`echo 0 > ${folder(context)}/sriov_drivers_autoprobe && echo 2 > ${numvfs(context)}`, timeout);
  t.is(await writeAttribute(calls, `${folder(context)}/virtfn0/remove`, "1"), "ENOENT");
  t.is(await writeAttribute(calls, `${folder(context)}/virtfn0/sriov_numvfs`, "1"), "ENOENT");
  await guest.run(sh`echo 0 > ${numvfs(context)}; echo 1 > ${folder(context)}/sriov_drivers_autoprobe`, timeout);
});

declareLeakSpec(spec);
