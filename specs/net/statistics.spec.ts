// SPDX-License-Identifier: GPL-2.0-only
// What an interface counts is what crossed. The other end of the wire, another driver's, is the witness.
import { ownDriver, frames } from "../../lab/device/needs.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { freshPair, passes, whileDown, type Pair } from "./interface.ts";

const spec = family("statistics", { devices: [frames, ownDriver], variants: "any", timeoutFactor: 2, oneIommu: true });

interface Counts {
  readonly sent: number;
  readonly received: number;
}

async function counts({ guest }: SpecContext, name: string): Promise<Counts> {
  const [sent = NaN, received = NaN] = (
    await guest.$`cd /sys/class/net/${name}/statistics && cat tx_packets rx_packets`
  )
    .split("\n")
    .map(Number);
  return { sent, received };
}

const errors =
  "rx_errors tx_errors rx_dropped tx_dropped rx_crc_errors rx_frame_errors rx_over_errors tx_aborted_errors tx_carrier_errors";

/** Both ends agree on how many frames crossed since `before`: at once, or when the driver has read its hardware. */
async function agrees(
  context: SpecContext,
  pair: Pair,
  before: readonly [Counts, Counts],
): Promise<readonly [Counts, Counts]> {
  const deadline = performance.now() + 5_000 * context.run.timeoutScale;
  for (;;) {
    const [here, peer] = [await counts(context, pair.here), await counts(context, pair.peer)];
    const since: [Counts, Counts] = [
      { sent: here.sent - before[0].sent, received: here.received - before[0].received },
      { sent: peer.received - before[1].received, received: peer.sent - before[1].sent },
    ];
    if (JSON.stringify(since[0]) === JSON.stringify(since[1]) || performance.now() > deadline) return since;
  }
}

spec("as many frames are counted as crossed, across down and up, and none as an error", async (t, context) => {
  const { guest } = context;
  const pair = await freshPair(context);
  await passes(context, pair);
  await agrees(context, pair, [await counts(context, pair.here), await counts(context, pair.peer)]);
  const before = [await counts(context, pair.here), await counts(context, pair.peer)] as const;
  const bad = await guest.$`cd /sys/class/net/${pair.here}/statistics && cat ${errors.split(" ")}`;
  await passes(context, pair, 100);
  const [own, theirs] = await agrees(context, pair, before);
  t.deepEqual(own, theirs, "what the interface counted, and what its peer did");
  t.true(own.sent >= 100 && own.received >= 100);
  t.is(
    await guest.$`cd /sys/class/net/${pair.here}/statistics && cat ${errors.split(" ")}`,
    bad,
    `${errors}: as before`,
  );
  await whileDown(context, pair, () => Promise.resolve());
  const after = await counts(context, pair.here);
  t.true(
    after.sent >= before[0].sent + own.sent && after.received >= before[0].received + own.received,
    "nothing is forgotten when the interface goes down",
  );
});
