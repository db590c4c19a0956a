// SPDX-License-Identifier: GPL-2.0-only
// What an interface and its NIC count is what crossed the wire: as many frames, and as many bytes in them. Whether the
// check sequence is counted is each driver's own affair, as long as it is for every frame; the first ones say it.
import type { ExecutionContext } from "ava";
import { frames, ownDriver } from "../../lab/device/needs.ts";
import { sh } from "../../harness/guest/shell.ts";
import { Apart, apartPackages } from "../../harness/spec/apart.ts";
import { captureWire } from "../../harness/spec/capture.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import type { Frame } from "../../harness/wire/ethernet.ts";
import { count, directions, surplus, type Count, type Counters, type Direction } from "./counters.ts";
import { Interval, type Both } from "./interval.ts";
import { freshPair, passes, whileDown } from "./interface.ts";

const spec = family("counters", { devices: [frames, ownDriver], timeoutFactor: 3, oneIommu: true });

const samePackets = (counters: Counters, { packets }: Count): boolean =>
  Object.values(counters).every((one) => one.packets === undefined || one.packets === packets);

/** Everything counted the frames that crossed. Gives by how many bytes a frame each counter counts more. */
async function agree(t: ExecutionContext, interval: Interval, what: string): Promise<Both<Record<string, number>>> {
  const all = (counters: Both<Counters>, crossed: Both<Frame[]>): boolean =>
    directions.every((direction) => samePackets(counters[direction], count(crossed[direction])));
  const { counters, crossed } = await interval.counted(all);
  const more = (direction: Direction): Record<string, number> => {
    const wire = count(crossed[direction]);
    const wrong = Object.entries(counters[direction]).filter(
      ([, { packets }]) => (packets ?? wire.packets) !== wire.packets,
    );
    t.deepEqual(Object.fromEntries(wrong), {}, `${what}: ${wire.packets} frames crossed, ${direction}`);
    const counting = Object.entries(counters[direction]).filter(([, { bytes }]) => bytes !== undefined);
    return Object.fromEntries(counting.map(([name, one]) => [name, surplus(one, wire)]));
  };
  return { tx: more("tx"), rx: more("rx") };
}

/** A check sequence, and a tag that the frame does not have on the wire. */
const mostSurplus = 8;

/** By how many bytes a frame each counter counts more than is on the wire: a convention, if it is one. */
async function learn(
  t: ExecutionContext,
  context: SpecContext,
  interval: Interval,
): Promise<Both<Record<string, number>>> {
  await passes(context, interval.pair, 10, 1000);
  const more = await agree(t, interval, "frames of one length");
  for (const direction of directions)
    for (const [name, bytes] of Object.entries(more[direction]))
      context.fact(`bytes a frame that ${name} adds, ${direction}`, bytes);
  return more;
}

spec(
  "frames of all lengths, one by one and after the interface was down: each is counted once, and its bytes by one rule",
  async (t, context) => {
    const pair = await freshPair(context);
    await using capture = await captureWire(context);
    const interval = await Interval.begin(context, capture, pair);
    const rule = await learn(t, context, interval);
    await passes(context, pair, 200);
    t.deepEqual(await agree(t, interval, "frames of all lengths"), rule, "bytes more a frame");
    await whileDown(context, pair, () => Promise.resolve());
    const again = await Interval.begin(context, capture, pair);
    await passes(context, pair, 50);
    t.deepEqual(await agree(t, again, "after the interface was down"), rule, "bytes more a frame");
    for (const direction of directions)
      for (const [name, bytes] of Object.entries(rule[direction]))
        t.true(bytes >= 0 && bytes <= mostSurplus, `${name}: ${bytes} bytes more a frame than it has, ${direction}`);
  },
);

/** What comes while a NIC has no room is lost, and not every model says so: fewer may be counted, and no more. */
const isAtMost = (value: number | undefined, all: readonly Frame[]): boolean =>
  value === undefined || value <= all.length;

/** Of TCP: Ethernet's header, that of IPv4 or 6, and TCP's own without and with all of its options. */
const [leastHeaders, mostHeaders] = [14 + 20 + 20, 14 + 40 + 60];

/**
 * Whether a counter says what is on the wire: or, if the NIC cuts frames, what it was handed, which are fewer, with the
 * headers of each once (include/uapi/linux/if_link.h, rtnl_link_stats64, allows that).
 * @param more bytes that it adds to each frame.
 */
function isFair({ packets, bytes }: Partial<Count>, wire: Count, more: number, cut: boolean): boolean {
  if (packets === undefined || bytes === undefined) return cut || packets === undefined || packets === wire.packets;
  const own = bytes - more * packets;
  const missing = wire.packets - packets;
  if (!cut || missing <= 0) return missing === 0 && own === wire.bytes;
  const headers = (wire.bytes - own) / missing;
  return headers >= leastHeaders && headers <= mostHeaders;
}

for (const [title, tso] of [
  [
    "TCP that the kernel cuts into segments: each is counted as the frame that it is on the wire, with its bytes",
    "off",
  ],
  [
    "TCP that the NIC cuts into segments: counted as it is on the wire, or as the NIC was handed it, with its bytes",
    "on",
  ],
] as const)
  spec(title, { profile: "default", timeoutFactor: 6, userland: apartPackages }, async (t, context) => {
    const pair = await freshPair(context);
    await using capture = await captureWire(context);
    const interval = await Interval.begin(context, capture, pair);
    const rule = await learn(t, context, interval);
    await context.guest.execute(sh`ethtool -K ${pair.here} tso ${tso}`);
    const isOn = (await context.guest.$`ethtool -k ${pair.here}`).includes("tcp-segmentation-offload: on");
    if (tso === "on" && !isOn) notApplicable(`${context.device.driver?.name} has no TSO`);
    await using apart = await Apart.set(context, pair);
    await apart.exchange(256 * 1024);
    const unfair = (tx: Counters, frames: readonly Frame[]): Counters =>
      Object.fromEntries(
        Object.entries(tx).filter(([name, one]) => !isFair(one, count(frames), rule.tx[name] ?? 0, isOn)),
      );
    const { counters, crossed } = await interval.counted(
      ({ tx, rx }, all) =>
        Object.keys(unfair(tx, all.tx)).length === 0 &&
        Object.values(rx).every(({ packets }) => isAtMost(packets, all.rx)),
    );
    const { packets: sent, bytes } = count(crossed.tx);
    context.fact(
      "frames sent, on the wire and counted",
      [sent, ...Object.values(counters.tx).map((one) => one.packets)].join(", "),
    );
    t.deepEqual(unfair(counters.tx, crossed.tx), {}, `${sent} frames of ${bytes} bytes were sent`);
    for (const [name, { packets }] of Object.entries(counters.rx))
      t.true(isAtMost(packets, crossed.rx), `${name}: ${packets} frames received, of ${crossed.rx.length}`);
  });
