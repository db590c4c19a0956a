// SPDX-License-Identifier: GPL-2.0-only
// An Ethernet frame as it is on the wire, without its frame check sequence: IEEE Std 802.3, and 802.1Q for its tags.

/** A tag of a VLAN (IEEE Std 802.1Q 9.6). */
export interface VlanTag {
  /** Its tag protocol identifier: one of `tagProtocols`. */
  readonly protocol: number;
  /** Priority code point, 0 to 7. */
  readonly priority: number;
  readonly dropEligible: boolean;
  readonly id: number;
}

export interface Frame {
  readonly bytes: Buffer;
  readonly destination: string;
  readonly source: string;
  /** The outermost first. */
  readonly tags: readonly VlanTag[];
  /** What comes after the tags; 0 if the frame ends before that. */
  readonly ethertype: number;
  readonly payload: Buffer;
}

/** Bytes of the addresses and the ethertype; of a tag. */
export const [headerLength, tagLength] = [14, 4];

/** The shortest frame without its check sequence: IEEE Std 802.3 4.4.2, minFrameSize is 64 with it. */
export const shortest = 60;

/** Of customers, and of their providers: IEEE Std 802.1Q table 9-1. */
export const tagProtocols = { customer: 0x8100, service: 0x88a8 } as const;

/** Whether a tag follows, and not what the frame is for. */
export const isTag = (ethertype: number): boolean =>
  ethertype === tagProtocols.customer || ethertype === tagProtocols.service;

/** An address of six bytes in the kernel's notation; as many as are there. */
const addressText = (bytes: Buffer): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(":");

/** 16 bits of a frame; 0 if it ends before. */
const readWord = (bytes: Buffer, at: number): number => (at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0);

/** Tag control information: priority, drop eligible indicator, identifier. */
export function parseTag(protocol: number, control: number): VlanTag {
  return { protocol, priority: control >> 13, dropEligible: (control & 0x1000) !== 0, id: control & 0xfff };
}

/** A frame's parts. Nothing is too short or too strange for it: what is not there is empty. */
export function parseFrame(bytes: Buffer): Frame {
  const tags: VlanTag[] = [];
  let at = 12;
  for (; isTag(readWord(bytes, at)) && at + tagLength <= bytes.length; at += tagLength)
    tags.push(parseTag(readWord(bytes, at), readWord(bytes, at + 2)));
  return {
    ...{ bytes, tags, destination: addressText(bytes.subarray(0, 6)), source: addressText(bytes.subarray(6, 12)) },
    ethertype: readWord(bytes, at),
    payload: bytes.subarray(at + 2),
  };
}

/** A frame's bytes as they would be without its tags. */
export function untaggedBytes({ bytes, tags }: Frame): Buffer {
  return Buffer.concat([bytes.subarray(0, 12), bytes.subarray(12 + tags.length * tagLength)]);
}
