// SPDX-License-Identifier: GPL-2.0-only
// What an interface says that it counted, and what crossed the wire.
import { sh } from "../../harness/guest/shell.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import type { Frame } from "../../harness/wire/ethernet.ts";
import { ask } from "./interface.ts";

/** One direction: frames, and bytes in them by some convention of whoever counts. */
export interface Count {
  readonly packets: number;
  readonly bytes: number;
}

export const directions = ["tx", "rx"] as const;
export type Direction = (typeof directions)[number];

/** Counters of one direction, by who counts: `statistics`, `ethtool`, … Some count packets alone, or bytes. */
export type Counters = Readonly<Record<string, Partial<Count>>>;

export type Both<T> = Readonly<Record<Direction, T>>;

/** Of the kernel's statistics of an interface (Documentation/networking/statistics.rst). */
async function statistics({ guest }: SpecContext, name: string, direction: Direction): Promise<Count> {
  const files = [`${direction}_packets`, `${direction}_bytes`];
  const text = await guest.$`cd /sys/class/net/${name}/statistics && cat ${files}`;
  const [packets = NaN, bytes = NaN] = text.split("\n").map(Number);
  return { packets, bytes };
}

/** Names in `ethtool -S` that mean nothing else: of the whole interface, and of a queue. */
const whole = /^(tx|rx)_(packets|bytes|ok)$/;
const ofQueue = /^(tx|rx)(?:_queue_|_|)\d+_(packets|bytes)$/;

type Sums = Record<string, { packets?: number; bytes?: number }>;

/** The counters of `ethtool -S`, those of queues added up. */
export function readEthtool(text: string): Both<Counters> {
  const found: Record<Direction, Sums> = { tx: {}, rx: {} };
  const add = (kind: string, [, direction, unit]: RegExpExecArray, value: number): void => {
    const what = unit === "bytes" ? "bytes" : "packets";
    const counter = (found[direction as Direction][kind] ??= {});
    counter[what] = (counter[what] ?? 0) + value;
  };
  for (const [, name = "", value] of text.matchAll(/^\s*(\S[^:]*):\s*(\d+)$/gm)) {
    const [one, queue] = [whole.exec(name), ofQueue.exec(name)];
    if (one !== null) add("ethtool", one, Number(value));
    else if (queue !== null) add("ethtool's queues", queue, Number(value));
  }
  return found;
}

export async function readCounters(context: SpecContext, name: string): Promise<Both<Counters>> {
  const { tx, rx } = readEthtool((await ask(context, sh`-S ${name}`)) ?? "");
  const own = (direction: Direction): Promise<Count> => statistics(context, name, direction);
  return { tx: { statistics: await own("tx"), ...tx }, rx: { statistics: await own("rx"), ...rx } };
}

/** What counters counted between two readings. */
export function since(before: Both<Counters>, now: Both<Counters>): Both<Counters> {
  const minus = (one: Counters, other: Counters): Counters =>
    Object.fromEntries(
      Object.entries(one).map(([name, counter]) => [
        name,
        Object.fromEntries(
          Object.entries(counter).map(([unit, value]) => [unit, value - (other[name]?.[unit as keyof Count] ?? 0)]),
        ),
      ]),
    );
  return { tx: minus(now.tx, before.tx), rx: minus(now.rx, before.rx) };
}

/** What crossed. */
export function count(frames: readonly Frame[]): Count {
  return { packets: frames.length, bytes: frames.reduce((sum, { bytes }) => sum + bytes.length, 0) };
}

/** How many bytes more than its own a counter counts of a frame, if that is the same for each. */
export function surplus({ bytes = NaN }: Partial<Count>, crossed: Count): number {
  return (bytes - crossed.bytes) / crossed.packets;
}
