// SPDX-License-Identifier: GPL-2.0-only
// What was there before the series must still be there after it: the kernel's own driver for the NIC.
import { macs } from "../lab/network.ts";
import { bindOwn, driverOf } from "../harness/guest/pci.ts";
import { cross, interfaceByMac, interfaceOf } from "../harness/guest/network.ts";
import { family } from "../harness/spec/index.ts";

const spec = family("network");

spec("the kernel's own driver brings the NIC up, and frames cross to its peer and back", async (t, bench) => {
  const { guest, device } = bench;
  await bindOwn(guest, device);
  t.is(await driverOf(guest, device.address), device.driver?.name);
  const here = await interfaceOf(guest, device.address);
  const peer = await interfaceByMac(guest, macs.peer);
  await cross(guest, here, peer, 20);
  await cross(guest, peer, here, 20);
});
