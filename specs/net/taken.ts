// SPDX-License-Identifier: GPL-2.0-only
// How many frames to an address an interface takes, by its own count: a program that listens to a raw socket is shown
// everything.
import { cross } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import type { Pair } from "./interface.ts";

/** Frames of one kind that are sent. */
export const count = 5;

/** A frame of the lab's own to an address. */
const frameTo = (address: string): string => `${address.replaceAll(":", "")}52546d006dff88b5`.padEnd(120, "0");

async function received({ guest }: SpecContext, { here }: Pair): Promise<number> {
  return Number(await guest.read(`/sys/class/net/${here}/statistics/rx_packets`));
}

/** Of frames that the peer sends to an address: how many the interface takes. */
export async function taken(context: SpecContext, pair: Pair, address: string): Promise<number> {
  const { guest, run } = context;
  // Drivers read some of their counters from the hardware now and then: what came before is counted first.
  await cross(guest, pair.peer, pair.here, 1);
  const own = await guest.read(`/sys/class/net/${pair.here}/address`);
  const before = await settled(context, pair);
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
