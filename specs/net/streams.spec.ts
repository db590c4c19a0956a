// SPDX-License-Identifier: GPL-2.0-only
// TCP over the wire, by Debian's own programs: checksums, segmentation and reassembly by the driver and by the device,
// each switched on and off. What arrives is compared byte for byte, and what the NIC sends is looked at on the wire.
import { frames, ownDriver } from "../../lab/device/needs.ts";
import { sh } from "../../harness/guest/shell.ts";
import { Apart, apartPackages, tagged } from "../../harness/spec/apart.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { parseTag, tagProtocols } from "../../harness/wire/ethernet.ts";
import { changeable, freshPair, type Pair } from "./interface.ts";
import { exchanged } from "./streams.ts";

const KiB = 1024;
const spec = family("streams", {
  devices: [frames, ownDriver],
  profile: "default",
  timeoutFactor: 6,
  oneIommu: true,
  userland: apartPackages,
});

spec("TCP in both directions at once, over IPv4 and IPv6: each byte arrives", async (t, context) => {
  const pair = await freshPair(context);
  await using apart = await Apart.set(context, pair);
  await exchanged(t, context, { apart, pair, bytes: 2048 * KiB });
});

/** Features that have to do with what is in a frame. */
const touchesFrames = /checksum|segmentation|scatter-gather|receive-offload|vlan|hashing|nocache/;

async function offloads(context: SpecContext, { here }: Pair): Promise<{ name: string; on: boolean }[]> {
  const all = (await changeable(context, here)).filter(({ name }) => touchesFrames.test(name));
  if (all.length === 0) notApplicable(`${context.device.driver?.name} has no offload that can be changed`);
  context.fact("offloads", all.map(({ name }) => name).join(" "));
  return all;
}

/** One may need another: the kernel then says no. */
async function set({ guest }: SpecContext, { here }: Pair, name: string, on: boolean): Promise<string> {
  const value = on ? "on" : "off";
  await guest.execute(sh`ethtool -K ${here} ${name} ${value}`);
  return `${name} ${value}`;
}

spec("without any offload, and with all of them: TCP arrives unchanged", async (t, context) => {
  const pair = await freshPair(context);
  const all = await offloads(context, pair);
  await using apart = await Apart.set(context, pair);
  for (const on of [false, true]) {
    for (const { name } of on ? all : all.toReversed()) await set(context, pair, name, on);
    await exchanged(t, context, { apart, pair, bytes: 512 * KiB, what: on ? "all on" : "all off" });
  }
});

spec("each offload, changed and changed back: TCP arrives unchanged", { profile: "full" }, async (t, context) => {
  const pair = await freshPair(context);
  const all = await offloads(context, pair);
  await using apart = await Apart.set(context, pair);
  for (const { name, on } of all)
    for (const value of [!on, on]) {
      const what = await set(context, pair, name, value);
      await exchanged(t, context, { apart, pair, bytes: 256 * KiB, what });
    }
});

/** What of a VLAN's tag a device can do. */
const tagOffloads = ["rxvlan", "txvlan"] as const;

spec("over a VLAN, the tag put in and taken out by device or kernel: TCP arrives unchanged", async (t, context) => {
  const pair = await freshPair(context);
  await using apart = await Apart.set(context, pair);
  const vlan = { here: "vlan-here", peer: "vlan-peer" } as const;
  const [id, priority] = [100, 5];
  for (const end of ["here", "peer"] as const) {
    const link = sh`link ${pair[end]} name ${vlan[end]} type vlan id ${id}`;
    await apart.at(end, sh`ip link add ${link} egress-qos-map ${`0:${priority}`}`);
  }
  // IEEE Std 802.1Q 9.6: the priority is in the upper three bits.
  const tags = [parseTag(tagProtocols.customer, (priority << 13) | id)];
  try {
    await apart.address(vlan, tagged);
    for (const name of tagOffloads)
      for (const on of [false, true]) {
        if (name === "txvlan" && !on && context.device.checksumsBehindTags === false) continue;
        const what = await set(context, pair, name, on);
        await exchanged(t, context, { apart, pair, bytes: 256 * KiB, subnet: tagged, tags, what });
        await exchanged(t, context, { apart, pair, bytes: 64 * KiB, what: `${what}, beside the VLAN` });
      }
  } finally {
    for (const end of ["here", "peer"] as const) await apart.at(end, sh`ip link delete ${vlan[end]}`);
  }
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
    await exchanged(t, context, { apart, pair, bytes: 512 * KiB, what: `MTU ${mtu}` });
  }
});
