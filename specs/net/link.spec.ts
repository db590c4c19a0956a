// SPDX-License-Identifier: GPL-2.0-only
// The interface goes up and down, and so does its link, at every moment; frames that were sent are given back.
import * as z from "zod/mini";
import { ownDriver, frames, wire } from "../../lab/device/needs.ts";
import { frameCounts } from "../../harness/guest/network.ts";
import { setLink } from "../../harness/machine/link.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { sh } from "../../harness/guest/shell.ts";
import { freshPair, passes, traffic, type Pair } from "./interface.ts";

/** A virtual function learns of the link through its physical one, which tells it at a reset alone. */
const ownWire = { devices: [wire, ownDriver] } as const;

const spec = family("link", { devices: [frames, ownDriver], variants: "any", oneIommu: true });

spec(
  "the interface goes down and up 8 times while frames cross; then frames cross unchanged",
  { timeoutFactor: 2 },
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    await using program = await traffic(context, pair);
    await guest.run(
      sh`for i in $(seq 8); do ip link set ${pair.here} down && ip link set ${pair.here} up || exit; done`,
      { timeout: 60_000 },
    );
    t.is((await program.ok(frameCounts())).changed, 0);
    await passes(context, pair);
  },
);

async function carrier({ guest, run }: SpecContext, { here }: Pair, up: boolean): Promise<void> {
  const command = sh`grep -q ${up ? 1 : 0} /sys/class/net/${here}/carrier`;
  await guest.until(`carrier ${up ? "on" : "off"}`, command, 10_000 * run.timeoutScale);
}

spec(
  "the link is lost and comes back while frames cross; the interface sees both, and frames cross again",
  ownWire,
  async (t, context) => {
    const pair = await freshPair(context);
    await passes(context, pair);
    await using program = await traffic(context, pair);
    for (let round = 0; round < 3; round++) {
      await setLink(context.machine, false);
      await carrier(context, pair, false);
      await setLink(context.machine, true);
      await carrier(context, pair, true);
    }
    t.is((await program.ok(frameCounts())).changed, 0);
    await passes(context, pair);
  },
);

spec(
  "the link is lost while the interface is down; it comes up without a link, and works when that is there",
  ownWire,
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await guest.$`ip link set ${pair.here} down`;
    await setLink(context.machine, false);
    await guest.$`ip link set ${pair.here} up`;
    await carrier(context, pair, false);
    await setLink(context.machine, true);
    await carrier(context, pair, true);
    await passes(context, pair);
    t.pass();
  },
);

/** Milliseconds until all frames of a burst are given back. Drivers that are not told by an interrupt look every 2 s or so. */
const prompt = 300;

/** Bursts that were not given back in time, and how long the longest took. */
const Complete = z.object({ late: z.number(), worst: z.number() });

spec("frames that were sent are given back at once, without anything coming in", async (t, context) => {
  const { guest, run } = context;
  const { here, peer } = await freshPair(context);
  await passes(context, { here, peer });
  const rounds = 10;
  const command = sh`labtool frame complete ${here} ${rounds} ${prompt * run.timeoutScale}`;
  const { late, worst } = await guest.json(Complete, command, { timeout: 80_000 });
  context.fact("longest, ms", worst);
  t.true(
    late <= rounds / 2,
    `${late} of ${rounds} bursts were not given back within ${prompt} ms; the longest took ${worst} ms`,
  );
});

spec("a thousand frames cross in each direction", { timeoutFactor: 2 }, async (t, context) => {
  await passes(context, await freshPair(context), 1000);
  t.pass();
});
