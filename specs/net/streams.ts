// SPDX-License-Identifier: GPL-2.0-only
// TCP between the two ends of a wire, as the ends see it and as the wire does.
import type { ExecutionContext } from "ava";
import { untagged, type Apart, type Subnet } from "../../harness/spec/apart.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import type { Frame, VlanTag } from "../../harness/wire/ethernet.ts";
import { describeFrame } from "../../harness/wire/faults.ts";
import { parseIp } from "../../harness/wire/ip.ts";
import { readStreams } from "../../harness/wire/stream.ts";
import type { Pair } from "./interface.ts";
import { judgeWire, readEnds, wrongFrames } from "./on-wire.ts";

/** Frames whose IP addresses are of a subnet, as far as both versions can tell by their beginning. */
function inSubnet(frames: readonly Frame[], subnet: Subnet): Frame[] {
  const begins = [subnet[4], subnet[6].replace(/::$/, ":")];
  return frames.filter((frame) => begins.some((begin) => parseIp(frame).packet?.source.startsWith(begin)));
}

/**
 * TCP in both directions, over IPv4 and IPv6: all bytes arrive; what the NIC sends has right lengths and checksums and is
 * not longer than its MTU; each stream, put together from the frames on the wire, is as long as what was sent, and they
 * are all the same.
 * @param tags what each frame of the subnet has.
 */
export async function exchanged(
  t: ExecutionContext,
  context: SpecContext,
  { apart, pair, bytes, subnet = untagged, tags = [], what = "" }: Exchange,
): Promise<void> {
  const mtu = Number(await context.guest.read(`/sys/class/net/${pair.here}/mtu`));
  const { from } = await readEnds(context, { here: pair.here, peer: pair.here });
  const own = (frames: readonly Frame[]): Frame[] => frames.filter(({ source }) => source === from);
  const { sent, received } = await judgeWire(
    context,
    () => apart.exchange(bytes, subnet),
    (crossed) => {
      const all = own(crossed.sent);
      t.deepEqual(wrongFrames(all, mtu), [], what);
      const other = inSubnet(all, subnet).filter((frame) => JSON.stringify(frame.tags) !== JSON.stringify(tags));
      t.deepEqual(other.slice(0, 3).map(describeFrame), [], `${what}: with other tags`);
    },
  );
  const streams = [own(sent), received].flatMap((frames) =>
    readStreams(inSubnet(frames, subnet)).filter(({ data }) => data.length > 0),
  );
  t.deepEqual(
    streams.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`)),
    [],
    what,
  );
  t.deepEqual(
    streams.map(({ data }) => data.length),
    [bytes, bytes, bytes, bytes],
    `${what}: bytes of each stream`,
  );
  t.true(
    streams.every(({ data }) => streams[0]?.data.equals(data)),
    `${what}: the streams are the same`,
  );
}

interface Exchange {
  readonly apart: Apart;
  readonly pair: Pair;
  readonly bytes: number;
  readonly subnet?: Subnet;
  readonly tags?: readonly VlanTag[];
  /** What was set. */
  readonly what?: string;
}
