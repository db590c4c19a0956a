// SPDX-License-Identifier: GPL-2.0-only
// What uio_msi does not take, and that it leaves no trace where it refused: somebody else can have the device at once.
import { macs } from "../../lab/network.ts";
import { interrupting, need, noDriver, noMsix, ownDriver, wire } from "../../lab/device/needs.ts";
import { pciAddress } from "../../lab/ids.ts";
import { bind, bindOwn, bindRefused, readDriver, pciFacts, unbind } from "../../harness/guest/pci.ts";
import { mapPage } from "./commands.ts";
import { residue } from "./residue.ts";
import { UioSession } from "./uio-session.ts";
import { cross, interfaceByMac, readInterface } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family } from "../../harness/spec/index.ts";
import { armedUio, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("refuse", { driver: "uio_msi", profile: "default" });

spec("a bridge is refused with ENODEV", async (t, { guest }) => {
  // The ISA bridge of q35 (ICH9 LPC, hw/isa/lpc_ich9.c): always there, no MSI-X.
  const bridge = pciAddress("0000:00:1f.0");
  t.regex(await bindRefused(guest, bridge, "uio_msi"), /No such device/);
  t.is(await readDriver(guest, bridge), undefined);
});

spec("a root port is refused with ENODEV, though it has MSI-X: it is no endpoint", async (t, { guest }) => {
  // The port in front of the device under test: lab/device/parts.ts.
  const port = pciAddress("0000:00:04.0");
  t.true((await pciFacts(guest, port)).msix !== undefined);
  await unbind(guest, port);
  t.regex(await bindRefused(guest, port, "uio_msi"), /No such device/);
  await guest.$`echo ${port} > /sys/bus/pci/drivers/pcieport/bind`;
});

spec(
  "a device without MSI-X is refused with ENODEV and left as it was",
  { devices: noMsix, about: ["pci_check_and_mask_intx", "pci_intx_mask_supported"] },
  async (t, context) => {
    const { guest, device } = context;
    await unbind(guest, device.address);
    const before = await residue(guest, device.address);
    for (let round = 0; round < 3; round++)
      t.regex(await bindRefused(guest, device.address, "uio_msi"), /No such device/, `attempt ${round}`);
    t.deepEqual(await residue(guest, device.address), before);
    t.regex(await context.kernelLog(), /uio_msi .*not an endpoint with MSI-X/, "the log says why");
  },
);

spec(
  "what was refused works with its own driver",
  { devices: [noMsix, wire, ownDriver] },
  async (t, { guest, device }) => {
    await bindRefused(guest, device.address, "uio_msi");
    await bindOwn(guest, device);
    t.is(await readDriver(guest, device.address), device.driver?.name);
    await cross(guest, await readInterface(guest, device.address), await interfaceByMac(guest, macs.peer), 10);
  },
);

spec(
  "what was refused works with uio_pci_generic, which has INTx",
  { devices: [noMsix, noDriver], about: ["pci_check_and_mask_intx", "pci_intx_mask_supported"] },
  async (t, { guest, device }) => {
    await bindRefused(guest, device.address, "uio_msi");
    await bind(guest, device.address, "uio_pci_generic");
    t.is(await readDriver(guest, device.address), "uio_pci_generic");
    await unbind(guest, device.address);
  },
);

spec(
  "where the kernel may not use MSI-X, binding fails, says why, and leaves the device to its own driver",
  { variants: ["nomsi"], about: ["pci_enable_msi*", "pci_alloc_irq_vectors*"] },
  async (t, context) => {
    const { guest, device } = context;
    await unbind(guest, device.address);
    const before = await residue(guest, device.address);
    t.regex(await bindRefused(guest, device.address, "uio_msi"), /Invalid argument/);
    t.regex(await context.kernelLog(), /uio_msi .*cannot enable MSI-X/);
    t.deepEqual(await residue(guest, device.address), before);
    await bindOwn(guest, device);
    await cross(guest, await readInterface(guest, device.address), await interfaceByMac(guest, macs.peer), 10);
  },
);

spec(
  "where MSI-X cannot be had no program opens the device, at the second try no more than at the first",
  { variants: ["nomsi"], about: ["pci_enable_msi*", "pci_alloc_irq_vectors*"] },
  async (t, context) => {
    const { guest, device } = context;
    const folder = `/sys/bus/pci/devices/${device.address}`;
    await guest.$`modprobe uio_msi && echo uio_msi > ${folder}/driver_override`;
    await guest.execute(sh`echo ${device.address} > /sys/bus/pci/drivers/uio_msi/bind`);
    context.fact("bound nevertheless", String((await readDriver(guest, device.address)) === "uio_msi"));
    // A driver that finds out when it is opened, and counts the failed open, takes the next for one that has nothing to do.
    const node = sh`/dev/$(ls ${folder}/uio 2>&1)`;
    const tries = sh`for try in first second; do if test -c ${node} && (: < ${node}); then echo $try; fi; done`;
    t.is((await guest.run(tries)).trim(), "", "tries at which it was opened");
    await unbind(guest, device.address);
  },
);

const memory = need("with memory in a BAR", ({ bars }) => bars.some(({ ram }) => ram === true));

spec(
  "a BAR that the kernel cannot map is refused or not needed, and nothing is given back twice",
  { devices: [...interrupting, memory], about: ["ioremap*", "pci_iomap*", "iounmap"] },
  async (t, context) => {
    const { guest, device } = context;
    const folder = `/sys/bus/pci/devices/${device.address}`;
    await unbind(guest, device.address);
    const before = await residue(guest, device.address);
    {
      // A program has one page of the memory write-combining and the next uncached: no third mapping can be like both
      // (memtype_check_conflict() in arch/x86/mm/pat/memtype_interval.c), so ioremap() of the whole BAR fails. The BARs
      // before it can be mapped.
      await using program = await UioSession.labtool(guest, ["hold"]);
      const bar = `${folder}/resource${device.bars.find(({ ram }) => ram)?.index}`;
      await program.all([mapPage(`${bar}_wc`, 0), mapPage(bar, 1)]);
      await guest.$`modprobe uio_msi && echo uio_msi > ${folder}/driver_override`;
      await guest.execute(sh`echo ${device.address} > /sys/bus/pci/drivers/uio_msi/bind`);
      context.fact("bound nevertheless", String((await readDriver(guest, device.address)) === "uio_msi"));
      await unbind(guest, device.address);
      const { busMaster, msixEnabled, enabled, regions, rows } = before;
      t.like(await residue(guest, device.address), { busMaster, msixEnabled, enabled, regions, rows });
    }
    await bind(guest, device.address, "uio_msi");
    await using uio = await armedUio(context);
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
  },
);
