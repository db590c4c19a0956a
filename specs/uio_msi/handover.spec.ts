// SPDX-License-Identifier: GPL-2.0-only
// A device goes from driver to driver, and works with each: uio_msi takes it from any, and leaves it fit for any.
import { functionReset, nic, scratch, scratchOffset } from "../../lab/device/needs.ts";
import { iommuFacts } from "../../lab/iommu.ts";
import { macs } from "../../lab/network.ts";
import { open, map, poke, peek } from "../../harness/guest/device-calls.ts";
import { bind, readDriver } from "../../harness/guest/pci.ts";
import { cross, interfaceByMac, readInterface } from "../../harness/guest/network.ts";
import { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { permitVfio } from "../../harness/spec/vfio.ts";
import { armedUio, ownEventfds, wokenEventfds } from "./verbs.ts";

const spec = family("handover", { driver: "uio_msi" });

/** The kernel's own driver takes the NIC, and frames cross to its peer and back. */
async function carriesFrames({ guest, device }: SpecContext): Promise<void> {
  await bind(guest, device.address, device.model);
  const [here, peer] = [await readInterface(guest, device.address), await interfaceByMac(guest, macs.peer)];
  await cross(guest, here, peer, 10);
  await cross(guest, peer, here, 10);
}

/** uio_msi takes the NIC: which eventfds each vector wakes. */
async function wakes(context: SpecContext): Promise<readonly (readonly string[])[]> {
  await using uio = await armedUio(context);
  return wokenEventfds(uio, context);
}

spec(
  "from the kernel's driver in mid-traffic to uio_msi and back: all vectors fire, frames cross",
  async (t, context) => {
    await carriesFrames(context);
    t.deepEqual(await wakes(context), ownEventfds(context));
    await carriesFrames(context);
  },
);

spec("to uio_pci_generic and back: all vectors fire, frames cross", { profile: "default" }, async (t, context) => {
  const { guest, device } = context;
  t.deepEqual(await wakes(context), ownEventfds(context));
  await bind(guest, device.address, "uio_pci_generic");
  t.is(await readDriver(guest, device.address), "uio_pci_generic");
  t.deepEqual(await wakes(context), ownEventfds(context));
  await carriesFrames(context);
});

spec("to vfio-pci and back: all vectors fire, frames cross", { profile: "default" }, async (t, context) => {
  const { guest, device, run } = context;
  t.deepEqual(await wakes(context), ownEventfds(context));
  await permitVfio(guest, iommuFacts[run.cell.iommu]);
  await bind(guest, device.address, "vfio-pci");
  t.deepEqual(await wakes(context), ownEventfds(context));
  await carriesFrames(context);
});

/** Writes to the scratch register through uio_pci_generic, which resets nothing. */
async function leaveTrace({ guest, device }: SpecContext): Promise<void> {
  await bind(guest, device.address, "uio_pci_generic");
  await using uio = await UioSession.start(guest, device.address);
  await uio.all([open(), map("map0"), poke(scratchOffset(device), 0x12345678)]);
}

spec(
  "what another driver left in the registers is gone: binding resets the device",
  { devices: [...nic, functionReset, scratch] },
  async (t, context) => {
    const { guest, device } = context;
    await leaveTrace(context);
    await bind(guest, device.address, "uio_msi");
    await using uio = await UioSession.open(guest, device.address);
    t.is((await uio.ok(peek(scratchOffset(device)))).value, 0);
  },
);
