// SPDX-License-Identifier: GPL-2.0-only
// What a NIC sends is what it was given: each frame once, byte for byte, and nothing else. QEMU says what is on the wire;
// that a frame arrived says less, since who receives it may mend or hide what is wrong with it.
import { frames, ownDriver } from "../../lab/device/needs.ts";
import { cross } from "../../harness/guest/network.ts";
import { inTurn, sh, type ShellCommand } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { freshPair, passes, type Pair } from "./interface.ts";
import { wrongBytes, judgeWire, labFrames, readEnds, series, seriesLongest, seriesShortest, sweep } from "./on-wire.ts";

const spec = family("wire", { devices: [frames, ownDriver], timeoutFactor: 3, oneIommu: true });

const toBytes = (all: readonly { readonly bytes: Buffer }[]): Buffer[] => all.map(({ bytes }) => bytes);

const sendSweep = ({ here, peer }: Pair, first: number, last: number): ShellCommand =>
  sh`labtool frame sweep ${here} ${peer} ${first} ${last} > /dev/null`;

spec(
  "a frame of each length that the ordinary MTU allows, one after the other: on the wire once, as it was sent, in order",
  async (t, context) => {
    const pair = await freshPair(context);
    const ends = await readEnds(context, pair);
    const count = seriesLongest - seriesShortest + 1;
    const expected = series(ends, count);
    await judgeWire(
      context,
      () => cross(context.guest, pair.here, pair.peer, count),
      ({ sent }) => {
        const own = toBytes(labFrames(sent, ends));
        t.deepEqual(wrongBytes(expected, own), []);
        t.true(
          expected.every((bytes, index) => own[index]?.equals(bytes)),
          "in order",
        );
      },
    );
  },
);

spec(
  "a frame of each length, as fast as the interface takes them: each is on the wire once, as it was sent",
  async (t, context) => {
    const pair = await freshPair(context);
    await passes(context, pair);
    const ends = await readEnds(context, pair);
    await judgeWire(
      context,
      () => context.guest.run(sendSweep(pair, seriesShortest, seriesLongest), { timeout: 60_000 }),
      ({ sent }) => {
        const expected = sweep(ends, seriesShortest, seriesLongest);
        t.deepEqual(wrongBytes(expected, toBytes(labFrames(sent, ends))), []);
      },
    );
  },
);

/** Ethernet's header: less is no frame. */
const header = 14;

spec(
  "a frame shorter than Ethernet's least is on the wire as it was sent, and what fills it up is zeros",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    const ends = await readEnds(context, pair);
    const expected = sweep(ends, header, seriesShortest - 1);
    // Memory that the kernel gives out for short frames has held others, which were longer.
    const [first, last] = [60, 700];
    const used = sendSweep(pair, first, last);
    for (const round of [1, 2, 3])
      await judgeWire(
        context,
        () => guest.run(inTurn("&&", [used, sendSweep(pair, header, seriesShortest - 1)]), { timeout: 60_000 }),
        ({ sent }) => {
          const own = toBytes(labFrames(sent, ends)).slice(last - first + 1);
          t.is(own.length, expected.length);
          const filled = own.map((bytes, index) => ({ bytes, given: expected[index] ?? bytes }));
          const wrong = filled.filter(({ bytes, given }) => {
            const rest = bytes.subarray(given.length);
            return !bytes.subarray(0, given.length).equals(given) || rest.some((byte) => byte !== 0);
          });
          t.deepEqual(
            wrong.map(({ bytes, given }) => `${given.length} bytes: ${bytes.toString("hex", given.length)}`),
            [],
            "what was sent, and zeros",
          );
          const grown = filled.filter(({ bytes, given }) => bytes.length > Math.max(given.length, seriesShortest));
          t.deepEqual(toBytes(grown), [], "none is filled up to more than the least");
          if (round === 1) context.fact("shortest on the wire, bytes", Math.min(...own.map(({ length }) => length)));
        },
      );
  },
);

/** So much the lab's program can send: images/tools/wire.h, JUMBO_BYTES. */
const limit = 16_000;

async function largestMtu({ guest }: SpecContext, name: string): Promise<number> {
  return Number(/maxmtu (\d+)/.exec(await guest.$`/usr/sbin/ip -d link show ${name}`)?.[1] ?? 1500);
}

/** Lengths, from and to, where buffers, pages and the MTU end; at the MTU each remainder that alignment may leave. */
function edges(longest: number): (readonly [first: number, last: number])[] {
  const powers = [512, 1024, 2048, 4096, 8192, 12_288].map((end) => [end - 32, end + 32] as const);
  const all = [[60, 130], ...powers, [1500, 1530], [longest - 127, longest]] as const;
  return all.flatMap(([first, last]) => (first > longest ? [] : [[first, Math.min(last, longest)] as const]));
}

spec(
  "at the largest MTU, frames of the lengths at which buffers, pages and the MTU end: each on the wire once, as it was sent",
  async (t, context) => {
    const { guest, run } = context;
    const pair = await freshPair(context);
    const mtu = Math.min(await largestMtu(context, pair.here), await largestMtu(context, pair.peer), limit);
    context.fact("MTU", mtu);
    for (const name of [pair.peer, pair.here]) await guest.$`ip link set ${name} mtu ${mtu}`;
    await passes(context, pair, 4, mtu + header);
    const ends = await readEnds(context, pair);
    for (const [first, last] of edges(mtu + header))
      await judgeWire(
        context,
        () => guest.run(sendSweep(pair, first, last), { timeout: 30_000 * run.timeoutScale }),
        ({ sent }) => {
          const found = wrongBytes(sweep(ends, first, last), toBytes(labFrames(sent, ends)));
          t.deepEqual(found, [], `${first} to ${last} bytes`);
        },
      );
  },
);
