// SPDX-License-Identifier: GPL-2.0-only
// Every MTU that the driver says it takes: the longest frame of each crosses, unchanged, in both directions.
import { ownDriver, frames } from "../../lab/device/needs.ts";
import { frameCounts, cross } from "../../harness/guest/network.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { sh } from "../../harness/guest/shell.ts";
import { freshPair, passes, traffic, whileDown, type Pair } from "./interface.ts";

const spec = family("mtu", { devices: [frames, ownDriver], variants: "any", timeoutFactor: 3, oneIommu: true });

/** Ethernet's header, without which an MTU is counted. */
const header = 14;

/** Where buffers and pages end, and one to each side; what is beyond the driver's limits is left out. */
const steps = [576, 1500, 1501, 2048, 4082, 9000];

async function limits({ guest }: SpecContext, name: string): Promise<{ least: number; most: number }> {
  const text = await guest.$`/usr/sbin/ip -d link show ${name}`;
  const read = (word: string): number => Number(new RegExp(`${word} (\\d+)`).exec(text)?.[1] ?? NaN);
  return { least: read("minmtu"), most: read("maxmtu") };
}

const setMtu = async ({ guest }: SpecContext, name: string, mtu: number): Promise<unknown> =>
  guest.$`ip link set ${name} mtu ${mtu}`;

/** As the driver takes them, ascending; the peer takes what the interface does. */
async function mtus(context: SpecContext, { here, peer }: Pair): Promise<number[]> {
  const { least, most } = await limits(context, here);
  const room = (await limits(context, peer)).most;
  const top = Math.min(most, room, 16_000);
  context.fact("largest MTU", most);
  await setMtu(context, peer, top);
  return [...new Set([least, ...steps.filter((mtu) => mtu > least && mtu < top), top])];
}

spec("each step of the MTU, set while frames cross: the longest frames cross unchanged", async (t, context) => {
  const pair = await freshPair(context);
  const all = await mtus(context, pair);
  await using program = await traffic(context, pair);
  for (const mtu of all) {
    await setMtu(context, pair.here, mtu);
    await passes(context, pair, 4, Math.max(mtu + header, 60));
  }
  await setMtu(context, pair.here, 1500);
  t.is((await program.ok(frameCounts())).changed, 0);
  await passes(context, pair);
});

spec(
  "the largest MTU, set while the interface is down: frames of all lengths cross, and after 1500 is set again",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    const top = (await mtus(context, pair)).at(-1) ?? 1500;
    for (const mtu of [top, 1500]) {
      await guest.$`ip link set ${pair.here} down`;
      await setMtu(context, pair.here, mtu);
      await guest.$`ip link set ${pair.here} up`;
      await passes(context, pair, 20, mtu + header);
      await passes(context, pair, 20);
    }
    t.pass();
  },
);

spec(
  "an MTU beyond the driver's limits is refused, up and down, and changes nothing; frames cross",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    const { least, most } = await limits(context, pair.here);
    const wrong = [least - 1, most + 1].filter((mtu) => mtu > 0 && mtu <= 65_536);
    const refused = async (): Promise<void> => {
      for (const mtu of wrong) {
        t.not((await guest.execute(sh`ip link set ${pair.here} mtu ${mtu}`)).code, 0, `MTU ${mtu}`);
        t.is(await guest.read(`/sys/class/net/${pair.here}/mtu`), "1500", `MTU ${mtu} was refused`);
      }
    };
    await refused();
    await passes(context, pair);
    await whileDown(context, pair, refused);
    await passes(context, pair, 10, 1500 + header);
  },
);

spec("frames longer than the MTU come in and harm nothing", async (t, context) => {
  const pair = await freshPair(context);
  await mtus(context, pair);
  for (const bytes of [1515, 1518, 1519, 2048, 4096, 9014])
    await cross(context.guest, pair.peer, pair.here, 3, bytes).catch(() => undefined);
  await passes(context, pair, 100);
  t.pass();
});
