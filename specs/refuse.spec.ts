// SPDX-License-Identifier: GPL-2.0-only
// What uio_msi does not take, and that it leaves no trace where it refused: somebody else can have the device at once.
import { macs } from "../lab/network.ts";
import { bind, bindRefused, driverOf, pciFacts, residue, unbind } from "../harness/guest/pci.ts";
import { cross, interfaceByMac, interfaceOf } from "../harness/guest/network.ts";
import { family } from "../harness/spec/index.ts";
import { pciAddress } from "../lab/ids.ts";

const spec = family("refuse", { driver: "uio_msi", profile: "default" });

spec("a bridge is refused with ENODEV", async (t, { guest }) => {
  // The ISA bridge of q35 (ICH9 LPC, hw/isa/lpc_ich9.c): always there, no MSI-X.
  const bridge = pciAddress("0000:00:1f.0");
  t.regex(await bindRefused(guest, bridge, "uio_msi"), /No such device/);
  t.is(await driverOf(guest, bridge), undefined);
});

spec("a root port is refused with ENODEV, though it has MSI-X: it is no endpoint", async (t, { guest }) => {
  // The port in front of the device under test: lab/argv/device.ts.
  const port = pciAddress("0000:00:04.0");
  t.true((await pciFacts(guest, port)).msix !== undefined);
  await unbind(guest, port);
  t.regex(await bindRefused(guest, port, "uio_msi"), /No such device/);
  await guest.run(`echo ${port} > /sys/bus/pci/drivers/pcieport/bind`);
});

spec(
  "a device without MSI-X is refused with ENODEV and left as it was",
  { devices: ["e1000", "edu"] },
  async (t, bench) => {
    const { guest, device } = bench;
    await unbind(guest, device.address);
    const before = await residue(guest, device.address);
    for (let round = 0; round < 3; round++)
      t.regex(await bindRefused(guest, device.address, "uio_msi"), /No such device/, `attempt ${round}`);
    t.deepEqual(await residue(guest, device.address), before);
    t.regex(await bench.kernelLog(), /uio_msi .*not an endpoint with MSI-X/, "the log says why");
  },
);

spec("what was refused works with its own driver", { devices: ["e1000"] }, async (t, { guest, device }) => {
  await bindRefused(guest, device.address, "uio_msi");
  await bind(guest, device.address, "e1000");
  t.is(await driverOf(guest, device.address), "e1000");
  await cross(guest, await interfaceOf(guest, device.address), await interfaceByMac(guest, macs.peer), 10);
});

spec(
  "what was refused works with uio_pci_generic, which has INTx",
  { devices: ["edu"] },
  async (t, { guest, device }) => {
    await bindRefused(guest, device.address, "uio_msi");
    await bind(guest, device.address, "uio_pci_generic");
    t.is(await driverOf(guest, device.address), "uio_pci_generic");
    await unbind(guest, device.address);
  },
);

spec(
  "where the kernel may not use MSI-X, binding fails, says why, and leaves the device to its own driver",
  { devices: ["igb"], variants: ["nomsi"] },
  async (t, bench) => {
    const { guest, device } = bench;
    await unbind(guest, device.address);
    const before = await residue(guest, device.address);
    t.regex(await bindRefused(guest, device.address, "uio_msi"), /Invalid argument/);
    t.regex(await bench.kernelLog(), /uio_msi .*cannot enable MSI-X/);
    t.deepEqual(await residue(guest, device.address), before);
    await bind(guest, device.address, "igb");
    await cross(guest, await interfaceOf(guest, device.address), await interfaceByMac(guest, macs.peer), 10);
  },
);
