// SPDX-License-Identifier: GPL-2.0-only
// The interface goes up and down, and so does its link, at every moment; frames that were sent are given back.
import * as z from "zod/mini";
import { ownDriver, frames, losesLink, stalls, wire } from "../../lab/device/needs.ts";
import { frameCounts } from "../../harness/guest/network.ts";
import { setLink } from "../../harness/machine/link.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { sh, type ShellCommand } from "../../harness/guest/shell.ts";
import { freshPair, passes, require, traffic, type Pair } from "./interface.ts";

/** A virtual function learns of the link through its physical one, which tells it at a reset alone. */
const ownLink = { devices: [wire, ownDriver, losesLink] } as const;

const spec = family("link", { devices: [frames, ownDriver], variants: "any", oneIommu: true });

/** Bytes in flight on each queue: what was handed to the hardware and has not come back (lib/dynamic_queue_limits.c). */
const inFlight = ({ here }: Pair): ShellCommand =>
  sh`cat /sys/class/net/${here}/queues/tx-*/byte_queue_limits/inflight`;

/** Holds once nothing is in flight on any queue. @throws {KernelError} if something stays */
async function nothingInFlight({ guest, run }: SpecContext, pair: Pair): Promise<void> {
  const settled = sh`{ ${inFlight(pair)}; } | awk '{ sum += $1; print } END { exit sum != 0 }'`;
  await guest.until("bytes in flight on each queue to be 0", settled, 5_000 * run.timeoutScale);
}

spec(
  "the interface goes down and up 8 times while frames cross; then they cross unchanged, and none is in flight when idle",
  { timeoutFactor: 2 },
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    {
      await using program = await traffic(context, pair);
      await guest.run(
        sh`for i in $(seq 8); do ip link set ${pair.here} down && ip link set ${pair.here} up || exit; done`,
        { timeout: 60_000 },
      );
      t.is((await program.ok(frameCounts())).changed, 0);
      await passes(context, pair);
    }
    await nothingInFlight(context, pair);
  },
);

spec(
  "the interface goes down with frames stuck in its ring; up again, it sends, and none is in flight when idle",
  { devices: [frames, ownDriver, stalls], timeoutFactor: 2 },
  async (t, context) => {
    const { guest, device, run } = context;
    // A debug kernel on a busy host may take longer than the five seconds that it grants.
    context.expectSplat({
      kind: "device",
      title: /NETDEV WATCHDOG/,
      why: "frames are stuck for as long",
      required: false,
    });
    const pair = await freshPair(context);
    await passes(context, pair);
    const own = (await guest.read(`/sys/class/net/${pair.here}/address`)).replaceAll(":", "");
    const frame = `ffffffffffff${own}88b5`.padEnd(2000, "0");
    const master = (value: "on" | "off"): ShellCommand => sh`labtool pci ${device.address} set master ${value}`;
    for (let round = 0; round < 3; round++) {
      // In one go: a driver takes hardware that sends nothing for seconds for hung, and resets it.
      const stuck = await guest.run(
        sh`${master("off")} > /dev/null
for i in 1 2 3 4; do labtool frame send ${pair.here} ${frame} > /dev/null; done
${inFlight(pair)}
${master("on")} > /dev/null && ip link set ${pair.here} down`,
        { timeout: 30_000 * run.timeoutScale },
      );
      context.fact("bytes in flight while stuck", stuck.replaceAll("\n", ", "));
      await guest.$`ip link set ${pair.here} up`;
      await passes(context, pair);
      await nothingInFlight(context, pair);
    }
    t.pass();
  },
);

async function carrier({ guest, run }: SpecContext, { here }: Pair, up: boolean): Promise<void> {
  const command = sh`grep -q ${up ? 1 : 0} /sys/class/net/${here}/carrier`;
  await guest.until(`carrier ${up ? "on" : "off"}`, command, 10_000 * run.timeoutScale);
}

spec(
  "the link is lost and comes back while frames cross; the interface sees both, and frames cross again",
  ownLink,
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
  ownLink,
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

/** What the driver's own test of its link answers: 0 is fine. */
async function linkTest(context: SpecContext, { here }: Pair): Promise<number> {
  const { guest, run } = context;
  const { stdout } = await guest.execute(sh`ethtool -t ${here} online`, { timeout: 60_000 * run.timeoutScale });
  if (!stdout.includes("The test result is")) await require(context, sh`-t ${here} online`);
  const [, value] = /^.*\blink\b.*?\s(\d+)$/im.exec(stdout) ?? notApplicable("the driver's self-test has no link test");
  return Number(value);
}

spec(
  "the online self-test says that the link fails while there is none, whether the interface is up or down",
  { ...ownLink, timeoutFactor: 4 },
  async (t, context) => {
    const { guest, machine } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    await setLink(machine, false);
    try {
      await carrier(context, pair, false);
      t.not(await linkTest(context, pair), 0, "while the interface is up");
      await guest.$`ip link set ${pair.here} down`;
      t.not(await linkTest(context, pair), 0, "while the interface is down");
    } finally {
      await setLink(machine, true);
      await guest.$`ip link set ${pair.here} up`;
    }
    await carrier(context, pair, true);
    await passes(context, pair);
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
