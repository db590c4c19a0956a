// SPDX-License-Identifier: GPL-2.0-only
// What is in an IP packet: TCP (RFC 9293), UDP (RFC 768) and ICMP, and whether lengths and checksums are right.
import { internetSum, rightSum } from "./checksum.ts";
import { protocols, wordText, type IpPacket } from "./ip.ts";

/** Bits of the flags of TCP: RFC 9293 3.1. */
export const tcpFlags = { fin: 1, syn: 2, rst: 4 } as const;

export interface Segment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly flags: number;
  readonly data: Buffer;
}

export interface Datagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly checksum: number;
  readonly data: Buffer;
}

/** Shortest headers. */
const [tcpHeader, udpHeader] = [20, 8];

/** A packet's segment; undefined if it has none, or no whole one. */
export function parseTcp({ protocol, payload, fragment }: IpPacket): Segment | undefined {
  if (protocol !== protocols.tcp || fragment || payload.length < tcpHeader) return undefined;
  return {
    ...{ sourcePort: payload.readUInt16BE(0), destinationPort: payload.readUInt16BE(2) },
    ...{ sequence: payload.readUInt32BE(4), flags: payload.readUInt8(13) },
    data: payload.subarray(tcpHeaderLength(payload)),
  };
}

/** A packet's datagram; undefined if it has none, or no whole one. */
export function parseUdp({ protocol, payload, fragment }: IpPacket): Datagram | undefined {
  if (protocol !== protocols.udp || fragment || payload.length < udpHeader) return undefined;
  return {
    ...{ sourcePort: payload.readUInt16BE(0), destinationPort: payload.readUInt16BE(2) },
    ...{ checksum: payload.readUInt16BE(6), data: payload.subarray(udpHeader) },
  };
}

/** Data offset: words of the header. */
const tcpHeaderLength = (payload: Buffer): number => (payload.readUInt8(12) >> 4) * 4;

/** What is wrong with what a packet has: nothing is known of what it is but these. */
export function transportFaults(packet: IpPacket): string[] {
  if (packet.fragment) return ["it is a fragment"];
  switch (packet.protocol) {
    case protocols.tcp:
      return tcpFaults(packet);
    case protocols.udp:
      return udpFaults(packet);
    case protocols.icmpv6:
      return checksumFaults("ICMPv6", packet, packet.pseudoSum, 2);
    case protocols.icmp:
      // RFC 792: without a pseudo-header.
      return checksumFaults("ICMP", packet, 0, 2);
    default:
      return [];
  }
}

/** `at`: where the checksum is. */
function checksumFaults(name: string, { payload }: IpPacket, before: number, at: number): string[] {
  if (payload.length < at + 2) return [`${name} of ${payload.length} bytes`];
  if (internetSum(payload, before) === rightSum) return [];
  return [`the checksum of ${name} is wrong: ${wordText(payload, at)}`];
}

function tcpFaults(packet: IpPacket): string[] {
  const { payload } = packet;
  if (payload.length < tcpHeader) return [`TCP of ${payload.length} bytes`];
  const length = tcpHeaderLength(payload);
  if (length < tcpHeader || length > payload.length) return [`TCP of ${payload.length} bytes, ${length} of header`];
  return checksumFaults("TCP", packet, packet.pseudoSum, 16);
}

function udpFaults(packet: IpPacket): string[] {
  const { payload } = packet;
  if (payload.length < udpHeader) return [`UDP of ${payload.length} bytes`];
  const length = payload.readUInt16BE(4);
  if (length !== payload.length) return [`UDP says ${length} bytes; ${payload.length} are there`];
  // Whoever sends it has to ask for that, and version 6 does not allow it: RFC 8200 8.1.
  if (payload.readUInt16BE(6) === 0) return ["UDP without a checksum"];
  return checksumFaults("UDP", packet, packet.pseudoSum, 6);
}
