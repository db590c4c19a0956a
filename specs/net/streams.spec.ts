// SPDX-License-Identifier: GPL-2.0-only
// TCP over the wire, by Debian's own programs: checksums, segmentation and reassembly by the driver and by the device,
// each switched on and off. What arrives is compared byte for byte.
import { frames, ownDriver } from "../../lab/device/needs.ts";
import { sh } from "../../harness/guest/shell.ts";
import { Apart, apartPackages, tagged } from "../../harness/spec/apart.ts";
import { family, notApplicable } from "../../harness/spec/index.ts";
import { changeable, freshPair } from "./interface.ts";

const KiB = 1024;
const spec = family("streams", {
  devices: [frames, ownDriver],
  profile: "default",
  timeoutFactor: 6,
  oneIommu: true,
  userland: apartPackages,
});

spec("TCP in both directions at once, over IPv4 and IPv6: each byte arrives", async (t, context) => {
  await using apart = await Apart.set(context, await freshPair(context));
  await apart.exchange(2048 * KiB);
  t.pass();
});

/** Features that have to do with what is in a frame. */
const touchesFrames = /checksum|segmentation|scatter-gather|receive-offload|vlan|hashing|nocache/;

spec("each offload, changed and changed back: TCP arrives unchanged", { profile: "full" }, async (t, context) => {
  const pair = await freshPair(context);
  const offloads = (await changeable(context, pair.here)).filter(({ name }) => touchesFrames.test(name));
  if (offloads.length === 0) notApplicable(`${context.device.driver?.name} has no offload that can be changed`);
  context.fact("offloads", offloads.map(({ name }) => name).join(" "));
  await using apart = await Apart.set(context, pair);
  for (const { name, on } of offloads)
    for (const value of [!on, on]) {
      // One may need another: the kernel then says no.
      await context.guest.execute(sh`ethtool -K ${pair.here} ${name} ${value ? "on" : "off"}`);
      await apart.exchange(256 * KiB);
    }
  t.pass();
});

/** What of a VLAN's tag a device can do. */
const tagOffloads = ["rxvlan", "txvlan"] as const;

spec("over a VLAN, the tag put in and taken out by device or kernel: TCP arrives unchanged", async (t, context) => {
  const { guest } = context;
  const pair = await freshPair(context);
  await using apart = await Apart.set(context, pair);
  const vlan = { here: "vlan-here", peer: "vlan-peer" } as const;
  for (const end of ["here", "peer"] as const)
    await apart.at(end, sh`ip link add link ${pair[end]} name ${vlan[end]} type vlan id 100`);
  try {
    await apart.address(vlan, tagged);
    for (const name of tagOffloads)
      for (const value of ["off", "on"]) {
        await guest.execute(sh`ethtool -K ${pair.here} ${name} ${value}`);
        await apart.exchange(256 * KiB, tagged);
        await apart.exchange(64 * KiB);
      }
  } finally {
    for (const end of ["here", "peer"] as const) await apart.at(end, sh`ip link delete ${vlan[end]}`);
  }
  t.pass();
});

spec("each MTU from the least that IPv6 allows to the greatest of both ends: TCP arrives", async (t, context) => {
  const pair = await freshPair(context);
  await using apart = await Apart.set(context, pair);
  const most = async (end: "here" | "peer"): Promise<number> =>
    Number(/maxmtu (\d+)/.exec(await apart.at(end, sh`ip -d link show ${pair[end]}`))?.[1] ?? 1500);
  const greatest = Math.min(await most("here"), await most("peer"));
  // RFC 8200 5: the least MTU of a link.
  const steps = [1280, 1500, 1504, 2048, 4096, 9000, greatest].filter((mtu) => mtu <= greatest);
  context.fact("greatest MTU", greatest);
  for (const mtu of new Set(steps)) {
    for (const end of ["here", "peer"] as const) await apart.at(end, sh`ip link set ${pair[end]} mtu ${mtu}`);
    await apart.exchange(512 * KiB);
  }
  t.pass();
});
