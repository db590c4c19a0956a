// SPDX-License-Identifier: GPL-2.0-only
// The IP packet in a frame: version 4 (RFC 791) and version 6 (RFC 8200), and what is wrong with its header.
import { internetSum, rightSum } from "./checksum.ts";
import type { Frame } from "./ethernet.ts";

/** What is in a packet, by the number that it has: IANA, protocol numbers. */
export const protocols = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

export interface IpPacket {
  readonly version: 4 | 6;
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  /** What TCP, UDP or ICMP made of it, by the packet's own length. */
  readonly payload: Buffer;
  /** A piece of a packet: its payload is no whole one. */
  readonly fragment: boolean;
  /** The sum of the pseudo-header (RFC 9293 3.1, RFC 8200 8.1), to which that of the payload is added. */
  readonly pseudoSum: number;
  /** What follows it in the frame: padding. */
  readonly trailer: Buffer;
}

/** A packet; or none, with the reasons; or one with faults. None and no reason: the frame has something else. */
export interface IpReading {
  readonly packet?: IpPacket;
  readonly faults: readonly string[];
}

export const ethertypes = { ipv4: 0x0800, ipv6: 0x86dd } as const;

/** Shortest headers. */
const [header4, header6] = [20, 40];

/** 2^16 - 1 is the longest packet: the pseudo-header's upper half of the length is 0. */
const pseudoSum = (addresses: Buffer, protocol: number, length: number): number =>
  internetSum(addresses, protocol + length);

export function parseIp({ ethertype, payload }: Frame): IpReading {
  if (ethertype === ethertypes.ipv4) return parse4(payload);
  if (ethertype === ethertypes.ipv6) return parse6(payload);
  return { faults: [] };
}

function parse4(bytes: Buffer): IpReading {
  if (bytes.length < header4) return { faults: [`an IPv4 packet of ${bytes.length} bytes`] };
  const [version, headerLength, length] = [bytes.readUInt8() >> 4, (bytes.readUInt8() & 15) * 4, bytes.readUInt16BE(2)];
  if (version !== 4) return { faults: [`version ${version} in an IPv4 packet`] };
  if (headerLength < header4 || headerLength > length || length > bytes.length)
    return { faults: [`an IPv4 packet says ${length} bytes, ${headerLength} of header; ${bytes.length} are there`] };
  const sum = internetSum(bytes.subarray(0, headerLength));
  // More fragments follow, or this one does not begin it.
  const fragment = (bytes.readUInt16BE(6) & 0x3fff) !== 0;
  const [protocol, payload] = [bytes.readUInt8(9), bytes.subarray(headerLength, length)];
  const address = (at: number): string => bytes.subarray(at, at + 4).join(".");
  return {
    packet: {
      ...{ version: 4, source: address(12), destination: address(16), protocol, payload, fragment },
      pseudoSum: pseudoSum(bytes.subarray(12, 20), protocol, payload.length),
      trailer: bytes.subarray(length),
    },
    faults: sum === rightSum ? [] : [`the checksum of the IPv4 header is wrong: ${wordText(bytes, 10)}`],
  };
}

/** Extension headers, by their numbers: RFC 8200 4. */
const [hopByHop, routing, fragmentHeader, destinationOptions] = [0, 43, 44, 60];

function parse6(bytes: Buffer): IpReading {
  if (bytes.length < header6) return { faults: [`an IPv6 packet of ${bytes.length} bytes`] };
  const [version, end] = [bytes.readUInt8() >> 4, header6 + bytes.readUInt16BE(4)];
  if (version !== 6) return { faults: [`version ${version} in an IPv6 packet`] };
  if (end > bytes.length) return { faults: [`an IPv6 packet says ${end} bytes, of which ${bytes.length} are there`] };
  let [protocol, at, fragment] = [bytes.readUInt8(6), header6, false];
  while ([hopByHop, routing, fragmentHeader, destinationOptions].includes(protocol)) {
    if (at + 8 > end) return { faults: [`an IPv6 packet ends in extension header ${protocol}`] };
    fragment ||= protocol === fragmentHeader && (bytes.readUInt16BE(at + 2) & 0xfff9) !== 0;
    const length = protocol === fragmentHeader ? 8 : (bytes.readUInt8(at + 1) + 1) * 8;
    [protocol, at] = [bytes.readUInt8(at), at + length];
  }
  if (at > end) return { faults: ["an IPv6 packet ends in its extension headers"] };
  const payload = bytes.subarray(at, end);
  return {
    packet: {
      ...{ version: 6, source: text6(bytes, 8), destination: text6(bytes, 24), protocol, payload, fragment },
      pseudoSum: pseudoSum(bytes.subarray(8, 40), protocol, payload.length),
      trailer: bytes.subarray(end),
    },
    faults: [],
  };
}

/** 16 bits of a header, as they are written in dumps. */
export const wordText = (bytes: Buffer, at: number): string => `0x${bytes.toString("hex", at, at + 2)}`;

/** An address with all of its groups: 2001:db8:0:1:0:0:0:2. */
function text6(bytes: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(at + index * 2).toString(16));
  return groups.join(":");
}
