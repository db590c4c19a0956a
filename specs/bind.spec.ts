// SPDX-License-Identifier: GPL-2.0-only
// How a device is given to uio_msi, what user space then finds of it, and how it is given back.
import { macs } from "../lab/network.ts";
import { bind, driverOf, unbind } from "../harness/guest/pci.ts";
import { cross, interfaceByMac, interfaceOf } from "../harness/guest/network.ts";
import { uioMaps, uioName } from "../harness/guest/uio-sysfs.ts";
import { family } from "../harness/spec/index.ts";

const spec = family("bind", { driver: "uio_msi" });

spec("driver_override hands the NIC to uio_msi, and /dev/uioN appears", async (t, { guest, device }) => {
  await bind(guest, device.address, "uio_msi");
  t.is(await driverOf(guest, device.address), "uio_msi");
  const name = await uioName(guest, device.address);
  t.is(await guest.read(`/sys/class/uio/${name}/name`), "uio_msi");
  t.regex(await guest.read(`/sys/class/uio/${name}/version`), /^\d+(\.\d+)*$/);
  await guest.run(`test -c /dev/${name}`);
});

spec("the maps are the memory BARs without the MSI-X table, by name and size", async (t, { guest, device }) => {
  await bind(guest, device.address, "uio_msi");
  const maps = await uioMaps(guest, device.address);
  const mappable = device.bars.filter(({ kind, msix }) => kind === "memory" && msix === undefined);
  for (const { index, size } of mappable)
    t.is(maps.find(({ name }) => name === `BAR${index}`)?.size, size, `BAR${index}`);
  // The table begins its BAR: no map may begin there, or user space could send any interrupt anywhere.
  const table = device.bars.find(({ msix }) => msix)?.index;
  t.is(
    maps.find(({ name }) => name === `BAR${table}`),
    undefined,
  );
});

spec("without MSI-X there is nothing to bind: another device of the machine is refused", async (t, { guest }) => {
  // The ISA bridge of q35 (ICH9 LPC, hw/isa/lpc_ich9.c): always there, no MSI-X.
  const bridge = "0000:00:1f.0";
  await guest.run(`modprobe uio_msi && echo uio_msi > /sys/bus/pci/devices/${bridge}/driver_override`);
  await guest.execute(`echo ${bridge} > /sys/bus/pci/drivers_probe`);
  t.not(
    (await guest.execute(`readlink /sys/bus/pci/devices/${bridge}/driver`)).stdout.trim().split("/").at(-1),
    "uio_msi",
  );
  await guest.run(`echo > /sys/bus/pci/devices/${bridge}/driver_override`);
});

spec("after unbind /dev/uioN is gone, and the kernel's driver takes the NIC back and works", async (t, bench) => {
  const { guest, device } = bench;
  await bind(guest, device.address, "uio_msi");
  const name = await uioName(guest, device.address);
  await unbind(guest, device.address);
  await guest.fails(`test -e /dev/${name}`);
  await bind(guest, device.address, device.model);
  t.is(await driverOf(guest, device.address), device.model);
  await cross(guest, await interfaceOf(guest, device.address), await interfaceByMac(guest, macs.peer), 10);
});
