// SPDX-License-Identifier: GPL-2.0-only
// What TCP carried, put together from the frames that it was cut into.
import type { Frame } from "./ethernet.ts";
import { parseIp } from "./ip.ts";
import { parseTcp, tcpFlags, type Segment } from "./transport.ts";

/** One direction of a connection. */
export interface TcpStream {
  /** `192.0.2.1:1024 > 192.0.2.2:4001`. */
  readonly name: string;
  readonly data: Buffer;
  /** What of it cannot be: bytes that are not there, or came twice and differ. */
  readonly faults: readonly string[];
}

/** Sequence numbers are of 32 bits: half of them are ahead. */
const half = 2 ** 31;

/** The streams of some frames, in the order in which they begin. */
export function readStreams(frames: readonly Frame[]): TcpStream[] {
  const segments = new Map<string, Segment[]>();
  for (const frame of frames) {
    const { packet } = parseIp(frame);
    const segment = packet === undefined ? undefined : parseTcp(packet);
    if (packet === undefined || segment === undefined) continue;
    const from = `${packet.source}:${segment.sourcePort}`;
    const name = `${from} > ${packet.destination}:${segment.destinationPort}`;
    const sofar = segments.get(name);
    if (sofar === undefined) segments.set(name, [segment]);
    else sofar.push(segment);
  }
  return [...segments].flatMap(([name, all]) => connections(all).map((one) => join(name, one)));
}

/** Ports are used again: a SYN of another number begins anew. */
function connections(segments: readonly Segment[]): Segment[][] {
  const all: Segment[][] = [];
  for (const segment of segments) {
    const [first] = all.at(-1) ?? [];
    const begins = (segment.flags & tcpFlags.syn) !== 0 && segment.sequence !== first?.sequence;
    if (begins || first === undefined) all.push([segment]);
    else all.at(-1)?.push(segment);
  }
  return all;
}

/** Where a segment's data is in its stream: the SYN takes a number (RFC 9293 3.4). */
const offset = (first: Segment, { sequence }: Segment): number => (sequence - first.sequence - 1) >>> 0;

function join(name: string, segments: readonly Segment[]): TcpStream {
  const [first] = segments;
  if (first === undefined || (first.flags & tcpFlags.syn) === 0)
    return { name, data: Buffer.alloc(0), faults: ["it does not begin with a SYN"] };
  const withData = segments.filter(({ data }) => data.length > 0);
  const places = withData.map((segment) => ({ at: offset(first, segment), data: segment.data }));
  const inside = places.filter(({ at }) => at < half);
  const faults = inside.length < places.length ? ["data before its beginning"] : [];
  const data = Buffer.alloc(inside.reduce((end, one) => Math.max(end, one.at + one.data.length), 0));
  const there = Buffer.alloc(data.length);
  for (const one of inside) {
    if (differs(data, there, one)) faults.push(`bytes from ${one.at} were sent twice, and differ`);
    one.data.copy(data, one.at);
    there.fill(1, one.at, one.at + one.data.length);
  }
  const missing = there.indexOf(0);
  if (missing >= 0) faults.push(`byte ${missing} of ${data.length} is not there`);
  return { name, data, faults };
}

/** Whether a piece says something else of bytes that are there. */
function differs(data: Buffer, there: Buffer, piece: { readonly at: number; readonly data: Buffer }): boolean {
  const known = there.subarray(piece.at, piece.at + piece.data.length);
  if (!known.includes(1)) return false;
  return piece.data.some((byte, index) => known[index] === 1 && data[piece.at + index] !== byte);
}
