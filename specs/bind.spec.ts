// SPDX-License-Identifier: GPL-2.0-only
// How a device is given to uio_msi, what user space then finds of it, and how it is given back.
import { macs, nicAddress } from "../lab/network.ts";
import { bind, driverOf, unbind } from "../harness/guest/pci.ts";
import { cross, interfaceByMac, interfaceOf } from "../harness/guest/network.ts";
import { uioMaps, uioName } from "../harness/guest/uio-sysfs.ts";
import { family } from "../harness/spec/index.ts";

const spec = family("bind", { driver: "uio_msi" });

spec("driver_override hands the NIC to uio_msi, and /dev/uioN appears", async (t, { guest }) => {
  await bind(guest, nicAddress, "uio_msi");
  t.is(await driverOf(guest, nicAddress), "uio_msi");
  const name = await uioName(guest, nicAddress);
  t.is(await guest.read(`/sys/class/uio/${name}/name`), "uio_msi");
  t.regex(await guest.read(`/sys/class/uio/${name}/version`), /^\d+(\.\d+)*$/);
  await guest.run(`test -c /dev/${name}`);
});

spec("the maps are the memory BARs without the MSI-X table, by name and size", async (t, { guest, nic }) => {
  await bind(guest, nicAddress, "uio_msi");
  const maps = await uioMaps(guest, nicAddress);
  const mappable = nic.bars.filter(({ kind, msix }) => kind === "memory" && msix === undefined);
  for (const { index, size } of mappable)
    t.is(maps.find(({ name }) => name === `BAR${index}`)?.size, size, `BAR${index}`);
  // The table begins its BAR: no map may begin there, or user space could send any interrupt anywhere.
  const table = nic.bars.find(({ msix }) => msix)?.index;
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
  const { guest, nic } = bench;
  await bind(guest, nicAddress, "uio_msi");
  const name = await uioName(guest, nicAddress);
  await unbind(guest, nicAddress);
  await guest.fails(`test -e /dev/${name}`);
  await bind(guest, nicAddress, nic.model);
  t.is(await driverOf(guest, nicAddress), nic.model);
  await cross(guest, await interfaceOf(guest, nicAddress), await interfaceByMac(guest, macs.peer), 10);
});
