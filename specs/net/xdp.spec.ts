// SPDX-License-Identifier: GPL-2.0-only
// Programs that the driver runs on each frame that comes in (XDP, Documentation/networking/ and man bpf(2)): what they
// decide holds, they come and go while frames cross, and nothing of theirs is left when the interface is down.
import { ownDriver, wire, xdp } from "../../lab/device/needs.ts";
import { frameCounts, cross } from "../../harness/guest/network.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { freshPair, passes, traffic, whileDown, type Pair } from "./interface.ts";

const spec = family("xdp", { devices: [wire, ownDriver, xdp], variants: "any", timeoutFactor: 2, oneIommu: true });

type Verdict = "pass" | "drop" | "tx" | "off";

/** Attaches a program to the driver, or takes it away. @throws {KernelError} if the driver does not take it. */
async function attach({ guest }: SpecContext, { here }: Pair, verdict: Verdict): Promise<void> {
  await guest.$`labtool frame xdp ${here} ${verdict}`;
}

spec("a program that passes frames: they cross unchanged, also after the interface was down", async (t, context) => {
  const pair = await freshPair(context);
  await attach(context, pair, "pass");
  await passes(context, pair);
  await whileDown(context, pair, async () => undefined);
  await passes(context, pair);
  await attach(context, pair, "off");
  await passes(context, pair);
  t.pass();
});

spec(
  "a program that drops frames: none comes in, what is sent goes out; without it frames cross",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    await attach(context, pair, "drop");
    await t.throwsAsync(cross(guest, pair.peer, pair.here, 3), { message: /did not all arrive/ });
    await cross(guest, pair.here, pair.peer, 10);
    await attach(context, pair, "off");
    await passes(context, pair);
  },
);

spec("a program that sends frames back: its peer has each unchanged", async (t, context) => {
  const { guest } = context;
  const pair = await freshPair(context);
  await attach(context, pair, "tx");
  // They are addressed to their sender: a filter for addresses lets none of them in.
  await guest.$`ip link set ${pair.here} promisc on`;
  await cross(guest, pair.peer, pair.peer, 200);
  await attach(context, pair, "off");
  await passes(context, pair);
  t.pass();
});

spec("programs are exchanged while frames cross, and while the interface is down", async (t, context) => {
  const pair = await freshPair(context);
  await using program = await traffic(context, pair);
  for (const verdict of ["pass", "drop", "pass", "off", "drop", "off"] as const) await attach(context, pair, verdict);
  await whileDown(context, pair, () => attach(context, pair, "pass"));
  t.is((await program.ok(frameCounts())).changed, 0);
  await passes(context, pair);
  await whileDown(context, pair, () => attach(context, pair, "off"));
  await passes(context, pair);
});

spec("the interface goes down while a program sends frames back; it comes up and works", async (t, context) => {
  const { guest } = context;
  const pair = await freshPair(context);
  await attach(context, pair, "tx");
  await guest.$`ip link set ${pair.here} promisc on`;
  await using program = await traffic(context, pair);
  for (let round = 0; round < 4; round++) await whileDown(context, pair, async () => undefined);
  await program.ok(frameCounts());
  await attach(context, pair, "pass");
  await passes(context, pair);
  t.pass();
});

spec("the driver is unbound with a program attached; bound again it has none", async (t, context) => {
  const pair = await freshPair(context);
  await attach(context, pair, "drop");
  // What comes in would be dropped.
  await passes(context, await freshPair(context));
  t.pass();
});
