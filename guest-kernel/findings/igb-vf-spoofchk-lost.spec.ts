// SPDX-License-Identifier: GPL-2.0-only
import { sh } from "../../harness/guest/shell.ts";
import { freshPair } from "../../specs/net/interface.ts";
import { finding, register } from "./finding.ts";

const spec = finding("igb");

/** DTXSWC: bit n has the MAC addresses that VF n sends checked, bit n + 8 its VLANs (82576 datasheet, 8.11.9). */
const DTXSWC = 0x3500;

spec("spoofchk off of a VF holds when its PF goes down and up", async (t, context) => {
  const { guest, device } = context;
  const { here } = await freshPair(context);
  await guest.$`echo 2 > /sys/bus/pci/devices/${device.address}/sriov_numvfs`;
  await guest.$`/usr/sbin/ip link set ${here} vf 0 spoofchk off`;
  const before = await register(context, DTXSWC);
  t.is(before & 0x101, 0, "the hardware does not check VF 0");
  await guest.run(sh`ip link set ${here} down && ip link set ${here} up`);
  t.regex(await guest.$`/usr/sbin/ip link show ${here}`, /vf 0 .*spoof checking off/);
  t.is((await register(context, DTXSWC)) & 0x101, 0, "it still does not");
});
