// SPDX-License-Identifier: GPL-2.0-only
// Tags of VLANs: put into each frame once and taken out once, whoever does it, with priority and identifier as they are.
import * as z from "zod/mini";
import { frames, ownDriver } from "../../lab/device/needs.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { parseTag, tagProtocols, untaggedBytes } from "../../harness/wire/ethernet.ts";
import { changeable, freshPair, passes, type Pair } from "./interface.ts";
import { wrongBytes, judgeWire, labFrames, readEnds, seriesLongest, seriesShortest, sweep } from "./on-wire.ts";

const spec = family("tags", { devices: [frames, ownDriver], timeoutFactor: 3, oneIommu: true });

const [id, priority] = [100, 5];
/** The tag's control information: IEEE Std 802.1Q 9.6. */
const control = (priority: number, dropEligible = 0): number => (priority << 13) | (dropEligible << 12) | id;

/** A VLAN at both ends, whose frames have a priority where they are sent; until it is disposed of. */
async function addVlans({ guest }: SpecContext, pair: Pair): Promise<Pair & AsyncDisposable> {
  // Not `driver: "8021q"`: it takes no device from the driver under test.
  if ((await guest.execute(sh`modprobe 8021q`)).code !== 0) notApplicable("the kernel has no VLANs");
  const vlan = { here: `${pair.here}.${id}`, peer: `${pair.peer}.${id}` };
  for (const end of ["here", "peer"] as const) {
    const map = `0:${priority}`;
    await guest.$`/usr/sbin/ip link add link ${pair[end]} name ${vlan[end]} type vlan id ${id} egress-qos-map ${map}`;
    await guest.$`ip link set ${vlan[end]} up`;
  }
  const ends = Object.values(vlan);
  const remove = sh`for i in ${ends}; do /usr/sbin/ip link delete $i; done`;
  return { ...vlan, [Symbol.asyncDispose]: async () => void (await guest.run(remove)) };
}

const tagFeatures = ["tx-vlan-offload", "rx-vlan-offload"] as const;

/** Some drivers take both features or none. @throws {KernelError} if a feature that can be changed is not */
async function choose({ guest }: SpecContext, here: string, feature: string, value: "off" | "on"): Promise<void> {
  const { code } = await guest.execute(sh`ethtool -K ${here} ${feature} ${value}`);
  if (code !== 0) await guest.$`ethtool -K ${here} ${tagFeatures.flatMap((one) => [one, value])}`;
}

/** Has the kernel do something with tags, and then the NIC, if that can be chosen; or does it once. */
async function eachWay(
  context: SpecContext,
  { here }: Pair,
  feature: (typeof tagFeatures)[number],
  body: (who: string) => Promise<unknown>,
): Promise<void> {
  const offered = (await changeable(context, here)).some(({ name }) => name === feature);
  context.fact(feature, offered ? "off and on" : "fixed");
  for (const value of offered ? (["off", "on"] as const) : []) {
    await choose(context, here, feature, value);
    await body(`${feature} ${value}`);
  }
  if (!offered) await body(`${feature} fixed`);
}

spec(
  "frames of a VLAN, of each length: on the wire with its tag once, priority and identifier, whoever puts that in",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await using vlan = await addVlans(context, pair);
    const ends = await readEnds(context, vlan);
    await eachWay(context, pair, "tx-vlan-offload", async (who) => {
      await passes(context, vlan, 3);
      const send = sh`labtool frame sweep ${vlan.here} ${vlan.peer} ${seriesShortest} ${seriesLongest}`;
      await judgeWire(
        context,
        () => guest.run(send, { timeout: 60_000 }),
        ({ sent }) => {
          const own = labFrames(sent, ends);
          const tag = parseTag(tagProtocols.customer, control(priority));
          const wrong = own.find(({ tags }) => JSON.stringify(tags) !== JSON.stringify([tag]));
          t.deepEqual(wrong?.tags ?? [tag], [tag], `${who}: a frame of ${wrong?.bytes.length} bytes`);
          const expected = sweep(ends, seriesShortest, seriesLongest);
          t.deepEqual(wrongBytes(expected, own.map(untaggedBytes)), [], who);
        },
      );
    });
  },
);

spec(
  "a frame that has its tag when the NIC is given it is on the wire as it is, whatever the NIC does for others",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await using _vlan = await addVlans(context, pair);
    const ends = await readEnds(context, pair);
    await eachWay(context, pair, "tx-vlan-offload", async (who) => {
      await passes(context, pair, 3);
      for (const one of [control(0), control(priority), control(7, 1)])
        await judgeWire(
          context,
          () => guest.$`labtool frame tagged ${pair.here} ${pair.peer} ${one}`,
          ({ sent }) => {
            const tags = labFrames(sent, ends).map((frame) => frame.tags);
            t.deepEqual(tags, [[parseTag(tagProtocols.customer, one)]], who);
          },
        );
    });
  },
);

/** What the kernel has of a tag beside the frame, as an interface was given it; -1: nothing. */
const Arrived = z.object({ tag: z.number(), protocol: z.number() });

spec(
  "tags that come in, of each priority and one that may be dropped: the kernel has them as they were on the wire, whoever takes them out",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await using _vlan = await addVlans(context, pair);
    const all = [0, 1, 2, 3, 4, 5, 6, 7].map((one) => control(one)).concat(control(3, 1));
    await eachWay(context, pair, "rx-vlan-offload", async (who) => {
      await passes(context, pair, 3);
      const tagged = (tag: number) => sh`labtool frame tagged ${pair.peer} ${pair.here} ${tag}`;
      const arrived: number[] = [];
      for (const tag of all) {
        const found = await guest.json(Arrived, tagged(tag), { timeout: 30_000 });
        t.is(found.protocol, tagProtocols.customer, who);
        arrived.push(found.tag);
      }
      const words = (tags: readonly number[]) => tags.map((tag) => `0x${tag.toString(16)}`);
      t.deepEqual(words(arrived), words(all), who);
    });
  },
);
