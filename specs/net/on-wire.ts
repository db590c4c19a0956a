// SPDX-License-Identifier: GPL-2.0-only
// What a NIC put on its wire, beside what it was given to send.
import { captureWire } from "../../harness/spec/capture.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import type { Crossed } from "../../harness/machine/capture.ts";
import type { Frame } from "../../harness/wire/ethernet.ts";
import { differences } from "../../harness/wire/differences.ts";
import { describeFrame, frameFaults } from "../../harness/wire/faults.ts";
import type { Pair } from "./interface.ts";

/** So many of what is wrong are enough to say what it is. */
const enough = 8;

/**
 * Runs something and judges what crossed meanwhile, whatever came of it: that a frame is wrong on the wire says more than
 * that something did not arrive.
 * @param isAll whether all is there that comes: who sends may have gone on before the NIC has. Nobody waits long for it.
 * @throws what `body` threw, if the judge does not.
 */
export async function judgeWire(
  context: SpecContext,
  body: () => Promise<unknown>,
  judge: (crossed: Crossed) => void,
  isAll: (crossed: Crossed) => boolean = () => true,
): Promise<Crossed> {
  await using capture = await captureWire(context);
  const failure = await body().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  const deadline = performance.now() + 2_000 * context.run.timeoutScale;
  let crossed = await capture.frames();
  while (!isAll(crossed) && performance.now() < deadline) crossed = await capture.frames();
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
  const [from = "", to = ""] = (await guest.$`cat /sys/class/net/${here}/address /sys/class/net/${peer}/address`).split(
    "\n",
  );
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

/** What of frames is not as they were to be sent: harness/wire/differences.ts. */
export function wrongBytes(expected: readonly Buffer[], sent: readonly Buffer[]): string[] {
  return differences(expected, sent).slice(0, enough);
}

/** What is wrong with frames by themselves. */
export function wrongFrames(frames: readonly Frame[], mtu: number): string[] {
  const wrong = frames.flatMap((frame) => frameFaults(frame, mtu).map((fault) => `${describeFrame(frame)}: ${fault}`));
  return wrong.slice(0, enough);
}
