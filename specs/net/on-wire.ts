// SPDX-License-Identifier: GPL-2.0-only
// What a NIC put on its wire, beside what it was given to send.
import { captureWire } from "../../harness/spec/capture.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import type { Crossed } from "../../harness/machine/capture.ts";
import type { Frame } from "../../harness/wire/ethernet.ts";
import { describeFrame, frameFaults } from "../../harness/wire/faults.ts";
import type { Pair } from "./interface.ts";

/** So many of what is wrong are enough to say what it is. */
const enough = 8;

/**
 * Runs something and judges what crossed meanwhile, whatever came of it: that a frame is wrong on the wire says more than
 * that something did not arrive. @throws what `body` threw, if the judge does not.
 */
export async function judgeWire(
  context: SpecContext,
  body: () => Promise<unknown>,
  judge: (crossed: Crossed) => void,
): Promise<Crossed> {
  await using capture = await captureWire(context);
  const failure = await body().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const crossed = await capture.frames();
  judge(crossed);
  if (failure !== undefined) throw failure.error;
  return crossed;
}

/** The addresses of both ends, as frames from one to the other have them. */
export interface Ends {
  readonly from: string;
  readonly to: string;
}

export async function readEnds({ guest }: SpecContext, { here, peer }: Pair): Promise<Ends> {
  const [from = "", to = ""] = (
    await guest.$`cat /sys/class/net/${here}/address /sys/class/net/${peer}/address`
  ).split("\n");
  return { from, to };
}

/** IEEE 802 local experimental ethertype 1: images/tools/wire.h, ETHERTYPE_LAB. */
const labEthertype = 0x88b5;
const headerLength = 14;

/** Frame `number` of a series: images/tools/frame.c, compose(). */
export function composed({ from, to }: Ends, number: number, length: number): Buffer {
  const frame = Buffer.alloc(length);
  Buffer.from((to + from).replaceAll(":", ""), "hex").copy(frame);
  frame.writeUInt16BE(labEthertype, headerLength - 2);
  for (let at = headerLength; at < length; at++) frame[at] = at * 7 + number;
  return frame;
}

/** What `labtool frame sweep` sends: a frame of each length, whose number is its length. */
export function sweep(ends: Ends, first: number, last: number): Buffer[] {
  return Array.from({ length: last - first + 1 }, (_, index) => composed(ends, first + index, first + index));
}

/** Lengths of the frames of a series that are as long as the ordinary MTU allows: images/tools/frame.c. */
export const [seriesShortest, seriesLongest] = [60, 1514];
const seriesLength = (number: number): number =>
  seriesShortest + ((number * 61) % (seriesLongest - seriesShortest + 1));

/** What `labtool frame cross` sends: a series of frames of all lengths. */
export function series(ends: Ends, count: number): Buffer[] {
  return Array.from({ length: count }, (_, number) => composed(ends, number, seriesLength(number)));
}

/** Frames of the lab's own that an end sent, without those that only look whether the wire is there. */
export function labFrames(frames: readonly Frame[], ends: Ends): Frame[] {
  const probe = composed(ends, 0, 60);
  probe[headerLength] = (probe[headerLength] ?? 0) ^ 0x80;
  return frames.filter(
    ({ bytes, source, ethertype }) => source === ends.from && ethertype === labEthertype && !bytes.equals(probe),
  );
}

/** Where two frames differ. */
function describeChange(expected: Buffer, bytes: Buffer): string {
  const at = expected.findIndex((byte, index) => byte !== bytes[index]);
  const [right, wrong] = [expected, bytes].map((one) => one.toString("hex", at, at + 8));
  return `${expected.length} bytes: from byte ${at} ${wrong}, not ${right}`;
}

/** What is not on the wire as it was sent: missing, changed, there more than once, or sent by nobody. */
export function differences(expected: readonly Buffer[], sent: readonly Buffer[]): string[] {
  const left = new Map<string, Buffer[]>();
  for (const bytes of sent) {
    const key = bytes.toString("latin1");
    left.set(key, [...(left.get(key) ?? []), bytes]);
  }
  const missing = expected.filter((bytes) => left.get(bytes.toString("latin1"))?.pop() === undefined);
  const known = new Set(expected.map((bytes) => bytes.toString("latin1")));
  const rest = [...left].flatMap(([key, all]) => all.map((bytes) => ({ bytes, twice: known.has(key) })));
  const said = missing.map((bytes) => {
    const like = rest.findIndex(({ bytes: one, twice }) => !twice && one.length === bytes.length);
    if (like < 0) return `${bytes.length} bytes: missing`;
    const [changed] = rest.splice(like, 1);
    return describeChange(bytes, changed?.bytes ?? bytes);
  });
  const further = rest.map(({ bytes, twice }) =>
    twice ? `${bytes.length} bytes: once more` : `${bytes.length} bytes that nobody sent: ${bytes.toString("hex", 0, 32)}`,
  );
  return [...said, ...further].slice(0, enough);
}

/** What is wrong with frames by themselves. */
export function wrongFrames(frames: readonly Frame[], mtu: number): string[] {
  const wrong = frames.flatMap((frame) => frameFaults(frame, mtu).map((fault) => `${describeFrame(frame)}: ${fault}`));
  return wrong.slice(0, enough);
}
