// SPDX-License-Identifier: GPL-2.0-only
// Captures in libpcap's classic format (pcap-savefile(5), draft-ietf-opsawg-pcap): a header, then a record for each packet,
// all in the byte order of who wrote it.
import { LabError } from "../host/errors.ts";

/** A packet as it was captured. */
export interface CapturedPacket {
  /** When, in microseconds since 1970 by the clock of who captured it. */
  readonly time: number;
  readonly bytes: Buffer;
}

export interface PcapOptions {
  /** It is being written: a record that is not there as a whole is left out. */
  readonly growing?: boolean;
}

/** First four bytes of a file, by what the fractions of its seconds are. */
const magics = { 0xa1b2c3d4: "microseconds", 0xa1b23c4d: "nanoseconds" } as const;

/** The only link type that is read: LINKTYPE_ETHERNET. */
const ethernet = 1;

const [headerLength, recordLength] = [24, 16];

type Word = (at: number) => number;

/** How the words of a file are read, and how many microseconds a fraction is. @throws {LabError} if it is no capture. */
function readOrder(bytes: Buffer): { word: Word; fraction: number } {
  const orders: readonly Word[] = [(at) => bytes.readUInt32LE(at), (at) => bytes.readUInt32BE(at)];
  if (bytes.length < headerLength) throw new LabError(`a capture of ${bytes.length} bytes has no header`);
  for (const word of orders) {
    const unit = (magics as Readonly<Record<number, string>>)[word(0)];
    if (unit !== undefined) return { word, fraction: unit === "microseconds" ? 1 : 0.001 };
  }
  throw new LabError(`no capture in pcap's classic format: it begins with ${bytes.toString("hex", 0, 4)}`);
}

/** The packets of a capture of Ethernet frames. @throws {LabError} if it is none, or a packet is not there as a whole. */
export function readPcap(bytes: Buffer, { growing = false }: PcapOptions = {}): CapturedPacket[] {
  const { word, fraction } = readOrder(bytes);
  // The upper half may say how long checksums are that are captured, too: none.
  if (word(20) !== ethernet) throw new LabError(`a capture of link type 0x${word(20).toString(16)}, not of Ethernet`);
  const packets: CapturedPacket[] = [];
  for (let at = headerLength; at < bytes.length;) {
    const start = at + recordLength;
    const end = start <= bytes.length ? start + word(at + 8) : Infinity;
    if (end > bytes.length) {
      if (growing) break;
      throw new LabError(`a capture ends in the middle of packet ${packets.length + 1}`);
    }
    const [kept, length] = [end - start, word(at + 12)];
    if (kept !== length)
      throw new LabError(`of packet ${packets.length + 1}, of ${length} bytes, ${kept} were captured`);
    const time = word(at) * 1_000_000 + word(at + 4) * fraction;
    packets.push({ time, bytes: bytes.subarray(start, end) });
    at = end;
  }
  return packets;
}
