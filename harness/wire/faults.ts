// SPDX-License-Identifier: GPL-2.0-only
// What is wrong with a frame by itself, whoever sent it and whatever for.
import { headerLength, isTag, shortest, tagLength, type Frame } from "./ethernet.ts";
import { parseIp, type IpPacket } from "./ip.ts";
import { transportFaults } from "./transport.ts";

/** What is wrong with a frame of a link with such an MTU; nothing, of what nobody here understands. */
export function frameFaults(frame: Frame, mtu: number): string[] {
  const { bytes, tags, ethertype } = frame;
  const header = headerLength + tags.length * tagLength;
  const longest = mtu + header;
  if (bytes.length < header || isTag(ethertype)) return [`a frame ends in its header: ${bytes.length} bytes`];
  const { packet, faults } = parseIp(frame);
  return [
    ...(bytes.length > longest ? [`${bytes.length} bytes, and ${longest} is the longest at an MTU of ${mtu}`] : []),
    ...faults,
    ...(packet === undefined ? [] : [...trailerFaults(frame, packet), ...transportFaults(packet)]),
  ];
}

/** A frame that would be too short is filled up with zeros, and no other is filled up. */
function trailerFaults({ bytes, tags }: Frame, { trailer }: IpPacket): string[] {
  // Some fill up before they put in the tag, others after.
  const room = shortest + tags.length * tagLength;
  if (trailer.length > 0 && bytes.length > room) return [`${trailer.length} bytes after the packet`];
  return trailer.every((byte) => byte === 0) ? [] : [`padding that is not zero: ${trailer.toString("hex")}`];
}

/** A frame in a few words: who sends what to whom, and how long it is. */
export function describeFrame(frame: Frame): string {
  const { bytes, source, destination, tags, ethertype } = frame;
  const { packet } = parseIp(frame);
  const marks = tags.map(({ id, priority }) => ` VLAN ${id} priority ${priority}`).join("");
  const inside =
    packet === undefined
      ? `${source} > ${destination} ethertype 0x${ethertype.toString(16).padStart(4, "0")}`
      : `${packet.source} > ${packet.destination} IPv${packet.version} protocol ${packet.protocol}`;
  return `${bytes.length} bytes${marks} ${inside}`;
}
