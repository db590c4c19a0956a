// SPDX-License-Identifier: GPL-2.0-only
// What a virtual function has from its physical one: an address, if its administrator gives it one; filters for more of
// them, if it is trusted; and an answer whenever it asks.
import type { ExecutionContext } from "ava";
import { frames, ownDriver, virtual } from "../../lab/device/needs.ts";
import { joinAddresses, readInterface } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { freshPair, passes, whileDown, type Pair } from "./interface.ts";
import { count, taken } from "./taken.ts";
import { unanswered } from "./unanswered.ts";

const spec = family("virtual", { devices: [frames, ownDriver, virtual], timeoutFactor: 3, oneIommu: true });

/** An address that the administrator gives, others that the function asks for, and none. */
const [given, granted, wanted, none] = [
  "52:54:00:6d:00:b0",
  "52:54:00:6d:00:b1",
  "52:54:00:6d:00:b2",
  "00:00:00:00:00:00",
];

/** Says something of the function under test, which is the first, to its physical function. */
async function administer({ guest, device }: SpecContext, setting: string): Promise<void> {
  const { physical } = device.virtual ?? notApplicable("it is no virtual function");
  const parent = await readInterface(guest, physical.address);
  await guest.$`/usr/sbin/ip link set ${parent} vf 0 ${setting.split(" ")}`;
}

const readAddress = ({ guest }: SpecContext, { here }: Pair): Promise<string> =>
  guest.read(`/sys/class/net/${here}/address`);

/** Nobody has said anything of it: how each spec begins and ends. */
async function unadministered(context: SpecContext): Promise<void> {
  await administer(context, "trust off");
  await administer(context, `mac ${none}`);
}

/** It was answered each time, and moves frames. */
async function isAnswered(t: ExecutionContext, context: SpecContext, pair: Pair): Promise<void> {
  await passes(context, pair);
  t.notRegex(await context.kernelLog(), unanswered);
}

spec(
  "a VF whose address the PF has not set picks one itself; the PF answers it when it is bound and when it comes up",
  async (t, context) => {
    await unadministered(context);
    const pair = await freshPair(context);
    // The second bit of the first byte: locally administered, IEEE 802.
    t.regex(await readAddress(context, pair), /^.[26ae]:/);
    await isAnswered(t, context, pair);
    await whileDown(context, pair, () => Promise.resolve());
    await isAnswered(t, context, pair);
  },
);

spec("a VF has the address that its PF has set, and may take another only while it is trusted", async (t, context) => {
  const { guest } = context;
  await administer(context, `mac ${given}`);
  try {
    const pair = await freshPair(context);
    t.is(await readAddress(context, pair), given);
    await isAnswered(t, context, pair);
    await guest.fails(sh`ip link set ${pair.here} address ${wanted}`);
    t.is(await readAddress(context, pair), given, "it was refused another");
    t.is(await taken(context, pair, given), count, "frames to the address that it has");
    t.is(await taken(context, pair, wanted), 0, "frames to the one that it was refused");
    await administer(context, "trust on");
    await guest.$`ip link set ${pair.here} address ${wanted}`;
    t.is(await taken(context, pair, wanted), count, "frames to the one that it has now, trusted");
  } finally {
    await unadministered(context);
  }
});

spec(
  "addresses that a VF was granted while it was trusted stay when trust is revoked; it is granted no more then",
  async (t, context) => {
    await administer(context, `mac ${given}`);
    await administer(context, "trust on");
    try {
      const pair = await freshPair(context);
      await using _trusted = await joinAddresses(context.guest, pair.here, granted, 1);
      t.is(await taken(context, pair, granted), count, "granted while it is trusted");
      await administer(context, "trust off");
      // A driver tells all of its list anew, and may clear what there is before.
      await using _untrusted = await joinAddresses(context.guest, pair.here, wanted, 1);
      t.is(await taken(context, pair, granted), count, "granted before");
      t.is(await taken(context, pair, wanted), 0, "asked for when it was no longer trusted");
      t.is(await taken(context, pair, given), count, "its own");
    } finally {
      await unadministered(context);
    }
  },
);
