// SPDX-License-Identifier: GPL-2.0-only
// A driver in user space at work: frame after frame goes out by DMA, comes back through the NIC's own loopback and is
// compared, and for each batch the program sleeps until the interrupts of both queues have woken it.
import { nic, receiveQueues } from "../../lab/device/needs.ts";
import { iommuFacts } from "../../lab/iommu.ts";
import { loopback, queues, steer, stream } from "../../harness/guest/device-calls.ts";
import { eventfd } from "../../harness/guest/eventfds.ts";
import { set } from "./commands.ts";
import { rings } from "./rings.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { openUio } from "./verbs.ts";
import { openVfio } from "./vfio.ts";

const spec = family("frames", { driver: "uio_msi", profile: "default" });

/** By uio_msi where the device reaches memory with it, else by VFIO, which can map memory for it. */
async function openForDma(context: SpecContext) {
  return iommuFacts[context.run.cell.iommu].dma === "translating" ? openVfio(context, "type1") : openUio(context);
}

async function sendFrames(context: SpecContext, frames: number) {
  await using session = await openForDma(context);
  await rings(session);
  await session.ok(loopback());
  const answer = await session.ok(stream(frames, "rx", "tx"));
  for (const name of ["received", "rxInterrupts", "txInterrupts"] as const) context.fact(name, answer[name]);
  return answer;
}

for (const [frames, text, needs] of [
  [2_000, "2,000", {}],
  [100_000, "100,000", { profile: "full", flavours: ["plain"] }],
] as const)
  spec(`${text} frames go out and come in unchanged, each queue by its own interrupt`, needs, async (t, context) => {
    t.like(await sendFrames(context, frames), { received: frames, changed: 0 });
  });

spec(
  "a program that sleeps on an eventfd for each receive queue is woken by the one whose queue has frames, and by no other",
  { devices: [...nic, receiveQueues] },
  async (t, context) => {
    const all = Array.from({ length: context.device.receiveQueues ?? 0 }, (_, queue) => queue);
    const frames = 5;
    await using session = await openForDma(context);
    await session.ok(queues(all.length));
    // Vector 0 is for the link, as drivers have it that take what is left for queues (DPDK, RTE_INTR_VEC_RXTX_OFFSET).
    const names = ["link", ...all.map((queue) => `rx${queue}`), "tx"];
    for (const [vector, name] of names.entries()) await session.all([eventfd(name), set(vector, name)]);
    await session.counts();
    // Each after each other one, so that none is still switched on from before.
    for (const queue of [...all, ...all.toReversed()]) {
      t.like(await session.ok(steer(queue, frames, `rx${queue}`)), { received: frames, changed: 0, elsewhere: 0 });
      const woken = Object.keys(await session.counts()).filter((name) => ![`rx${queue}`, "tx"].includes(name));
      t.deepEqual(woken, [], `beside that of queue ${queue}`);
    }
  },
);
