// SPDX-License-Identifier: GPL-2.0-only
// What an interface and its NIC count is what crossed the wire: as many frames, and as many bytes in them. Whether the
// check sequence is counted is each driver's own affair, as long as it is for every frame; the first ones say it.
import type { ExecutionContext } from "ava";
import { countsSegments, frames, ownDriver } from "../../lab/device/needs.ts";
import type { Capture } from "../../harness/machine/capture.ts";
import { sh } from "../../harness/guest/shell.ts";
import { Apart, apartPackages } from "../../harness/spec/apart.ts";
import { captureWire } from "../../harness/spec/capture.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import type { Frame } from "../../harness/wire/ethernet.ts";
import { count, directions, readCounters, surplus, type Count, type Counters, type Direction } from "./counters.ts";
import { freshPair, passes, whileDown, type Pair } from "./interface.ts";
import { readEnds } from "./on-wire.ts";

const spec = family("counters", { devices: [frames, ownDriver], timeoutFactor: 3, oneIommu: true });

type Both<T> = Readonly<Record<Direction, T>>;

/** What crossed since the interface was made: the capture is older than that. */
class Interval {
  readonly #context: SpecContext;
  readonly #capture: Capture;
  readonly pair: Pair;
  readonly #own: string;

  constructor(context: SpecContext, capture: Capture, pair: Pair, own: string) {
    [this.#context, this.#capture, this.pair, this.#own] = [context, capture, pair, own];
  }

  async crossed(): Promise<Both<Frame[]>> {
    const { sent, received } = await this.#capture.frames();
    return {
      tx: sent.filter(({ source }) => source === this.#own),
      rx: received.filter(({ destination }) => isGroup(destination) || destination === this.#own),
    };
  }

  /** What all counters say, once that is `enough`, or does not come to be. */
  async counted(enough: (counters: Both<Counters>, crossed: Both<Frame[]>) => boolean): Promise<Both<Counters>> {
    // Some drivers read their hardware's counters every two seconds.
    const deadline = performance.now() + 5_000 * this.#context.run.timeoutScale;
    for (;;) {
      const counters = await readCounters(this.#context, this.pair.here);
      if (enough(counters, await this.crossed()) || performance.now() > deadline) return counters;
    }
  }
}

/** To several: the first bit on the wire, IEEE Std 802. */
const isGroup = (address: string): boolean => (parseInt(address.slice(0, 2), 16) & 1) === 1;

async function begin(context: SpecContext, capture: Capture): Promise<Interval> {
  const pair = await freshPair(context);
  const { from } = await readEnds(context, pair);
  return new Interval(context, capture, pair, from);
}

const samePackets = (counters: Counters, { packets }: Count): boolean =>
  Object.values(counters).every((one) => one.packets === undefined || one.packets === packets);

/** Everything counted the frames that crossed. Gives by how many bytes a frame each counter counts more. */
async function agree(t: ExecutionContext, interval: Interval, what: string): Promise<Both<Record<string, number>>> {
  const all = (counters: Both<Counters>, crossed: Both<Frame[]>): boolean =>
    directions.every((direction) => samePackets(counters[direction], count(crossed[direction])));
  const counters = await interval.counted(all);
  const crossed = await interval.crossed();
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
    for (const [name, bytes] of Object.entries(more[direction])) {
      context.fact(`bytes a frame that ${name} adds, ${direction}`, bytes);
      t.true(Number.isInteger(bytes) && bytes >= 0 && bytes <= mostSurplus, `${name}: ${bytes} bytes more a frame`);
    }
  return more;
}

spec(
  "frames of all lengths, one by one and after the interface was down: each is counted once, and its bytes by one rule",
  async (t, context) => {
    await using capture = await captureWire(context);
    const interval = await begin(context, capture);
    const rule = await learn(t, context, interval);
    await passes(context, interval.pair, 200);
    t.deepEqual(await agree(t, interval, "frames of all lengths"), rule, "bytes more a frame");
    await whileDown(context, interval.pair, () => Promise.resolve());
    await passes(context, interval.pair, 50);
    t.deepEqual(await agree(t, interval, "after the interface was down"), rule, "bytes more a frame");
  },
);

/** A NIC takes groups that it was not asked for, or not: what is sent to those may be counted, and need not be. */
function isBetween(value: number | undefined, all: readonly Frame[]): boolean {
  const least = all.filter(({ destination }) => !isGroup(destination)).length;
  return value === undefined || (value >= least && value <= all.length);
}

for (const [title, tso, needs] of [
  ["TCP that the kernel cuts into segments", "off", []],
  ["TCP that the NIC cuts into segments", "on", [countsSegments]],
] as const)
  spec(
    `${title}: each is counted as the frame that it is on the wire, and its bytes by the rule of others`,
    { devices: [frames, ownDriver, ...needs], profile: "default", timeoutFactor: 6, userland: apartPackages },
    async (t, context) => {
      await using capture = await captureWire(context);
      const interval = await begin(context, capture);
      const { here } = interval.pair;
      const rule = await learn(t, context, interval);
      await context.guest.execute(sh`ethtool -K ${here} tso ${tso}`);
      const isOn = (await context.guest.$`ethtool -k ${here}`).includes("tcp-segmentation-offload: on");
      if (tso === "on" && !isOn) notApplicable(`${context.device.driver?.name} has no TSO`);
      await using apart = await Apart.set(context, interval.pair);
      await apart.exchange(256 * 1024);
      const counters = await interval.counted(
        ({ tx, rx }, crossed) =>
          samePackets(tx, count(crossed.tx)) &&
          Object.values(rx).every(({ packets }) => isBetween(packets, crossed.rx)),
      );
      const crossed = await interval.crossed();
      const sent = count(crossed.tx);
      for (const [name, { packets, bytes }] of Object.entries(counters.tx)) {
        if (packets !== undefined) t.is(packets, sent.packets, `${name}: frames sent`);
        const wanted = sent.bytes + (rule.tx[name] ?? 0) * sent.packets;
        if (bytes !== undefined) t.is(bytes, wanted, `${name}: bytes sent, in ${sent.packets} frames`);
      }
      for (const [name, { packets }] of Object.entries(counters.rx))
        t.true(isBetween(packets, crossed.rx), `${name}: ${packets} frames received, of ${crossed.rx.length}`);
    },
  );
