// SPDX-License-Identifier: GPL-2.0-only
// What was there before the series must still be there after it: the kernel's own driver for the NIC.
import { macs } from "../../lab/network.ts";
import { bindOwn, readDriver } from "../../harness/guest/pci.ts";
import { cross, interfaceByMac, readInterface } from "../../harness/guest/network.ts";
import { family } from "../../harness/spec/index.ts";

const spec = family("network");

spec("the kernel's own driver brings the NIC up, and frames cross to its peer and back", async (t, context) => {
  const { guest, device } = context;
  await bindOwn(guest, device);
  t.is(await readDriver(guest, device.address), device.driver?.name);
  const here = await readInterface(guest, device.address);
  const peer = await interfaceByMac(guest, macs.peer);
  await cross(guest, here, peer, 20);
  await cross(guest, peer, here, 20);
});
