// SPDX-License-Identifier: GPL-2.0-only
// A driver in user space at work: frame after frame goes out by DMA, comes back through the NIC's own loopback and is
// compared, and for each batch the program sleeps until the interrupts of both queues have woken it.
import { iommuFacts } from "../../lab/iommu.ts";
import { loopback, stream } from "../../harness/guest/device-calls.ts";
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
