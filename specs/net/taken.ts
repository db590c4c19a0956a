// SPDX-License-Identifier: GPL-2.0-only
// How many frames to an address an interface takes, by its own count: a program that listens to a raw socket is shown
// everything. That they were on the wire is QEMU's word.
import { KernelError } from "../../harness/host/errors.ts";
import { cross } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import { captureWire } from "../../harness/spec/capture.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import type { Pair } from "./interface.ts";

/** Frames of one kind that are sent. */
export const count = 5;

/** Who is said to have sent them: nobody. */
const nobody = "52:54:6d:00:6d:ff";

/** A frame of the lab's own to an address. */
const frameTo = (address: string): string => `${(address + nobody).replaceAll(":", "")}88b5`.padEnd(120, "0");

async function received({ guest }: SpecContext, { here }: Pair): Promise<number> {
  return Number(await guest.read(`/sys/class/net/${here}/statistics/rx_packets`));
}

/**
 * Of frames that the peer sends to an address: how many the interface takes. @throws {KernelError} if they are not on the
 * wire, or the interface sends them back.
 */
export async function taken(context: SpecContext, pair: Pair, address: string): Promise<number> {
  const { guest, run } = context;
  // Drivers read some of their counters from the hardware now and then: what came before is counted first.
  await cross(guest, pair.peer, pair.here, 1);
  const own = await guest.read(`/sys/class/net/${pair.here}/address`);
  const before = await settled(context, pair);
  await using capture = await captureWire(context);
  await guest.run(
    sh`for i in $(seq ${count}); do labtool frame send ${pair.peer} ${frameTo(address)} > /dev/null || exit; done`,
    { timeout: 30_000 * run.timeoutScale },
  );
  // A last one that is always taken: when it is counted, so is all before it.
  await guest.$`labtool frame send ${pair.peer} ${frameTo(own)}`;
  await guest.until(
    "the last frame",
    sh`test $(cat /sys/class/net/${pair.here}/statistics/rx_packets) -gt ${before}`,
    5_000 * run.timeoutScale,
  );
  const { sent, received: crossed } = await capture.frames();
  const there = crossed.filter(({ source, destination }) => source === nobody && destination === address).length;
  const all = address === own ? count + 1 : count;
  if (there !== all) throw new KernelError(`of ${all} frames to ${address} ${there} are on the wire`);
  const back = sent.filter(({ source }) => source === nobody).length;
  if (back > 0) throw new KernelError(`${pair.here} sends back ${back} frames that came to it`);
  return (await settled(context, pair)) - before - 1;
}

/** The count when it does not grow any more. */
async function settled(context: SpecContext, pair: Pair): Promise<number> {
  let last = await received(context, pair);
  for (let same = 0; same < 3;) {
    const now = await received(context, pair);
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}
