// SPDX-License-Identifier: GPL-2.0-only
// DMA through uio_msi: a program drives the NIC's rings itself, with physical addresses. Without an IOMMU that works,
// which is what the driver is for and why it is dangerous; with one the device reaches nothing.
import { macs } from "../lab/network.ts";
import { hear, interfaceByMac, labFrame, sendFrame } from "../harness/guest/network.ts";
import type { UioSession } from "../harness/guest/uio.ts";
import { family, type Bench } from "../harness/spec/index.ts";
import { openUio } from "../harness/spec/verbs.ts";
import { faultOf } from "../harness/verdict/fault.ts";
import { judge } from "../harness/verdict/judge.ts";

const spec = family("dma", { driver: "uio_msi" });

/** Vectors as `labtool` sets them up for rings: 0 receives, 1 transmits. */
const [rxVector, txVector] = [0, 1];

/** Rings are up, the two vectors have eventfds `rx` and `tx`: the addresses that the device was told. */
async function rings(uio: UioSession): Promise<Record<string, string>> {
  const addresses = await uio.ok("dma");
  for (const [name, vector] of [
    ["rx", rxVector],
    ["tx", txVector],
  ] as const) {
    await uio.ok(`eventfd ${name}`);
    await uio.ok(`set ${vector} ${name}`);
  }
  return addresses as unknown as Record<string, string>;
}

/** The IOMMU's faults in the log since the spec began. */
async function faults(bench: Bench) {
  return judge(await bench.kernelLog())
    .map(faultOf)
    .filter((fault) => fault !== undefined);
}

spec(
  "without an IOMMU a frame goes out by DMA, and its interrupt comes on its eventfd",
  { dma: ["absent", "identity"] },
  async (t, bench) => {
    await using uio = await openUio(bench);
    const peer = await interfaceByMac(bench.guest, macs.peer);
    await rings(uio);
    const heard = await hear(bench.guest, peer, 5_000);
    const frame = labFrame("out by DMA");
    t.true((await uio.ok(`tx ${frame} 2000`))["done"] as boolean, "the descriptor is written back");
    await uio.ok("wait tx 2000");
    t.is(await heard.frame, frame);
  },
);

spec(
  "without an IOMMU a frame comes in by DMA, and its interrupt comes on its eventfd",
  { dma: ["absent", "identity"] },
  async (t, bench) => {
    await using uio = await openUio(bench);
    const peer = await interfaceByMac(bench.guest, macs.peer);
    await rings(uio);
    const frame = labFrame("in by DMA");
    await sendFrame(bench.guest, peer, frame);
    t.is((await uio.ok("rx 2000"))["frame"], frame);
    await uio.ok("wait rx 2000");
  },
);

spec(
  "with the IOMMU on nothing goes out: the read faults, at the ring's address",
  { iommus: ["intel", "intel-noremap"] },
  async (t, bench) => {
    bench.declare({ kind: "iommu-fault", title: /01:00\.0/, why: "the device read a ring that nobody mapped for it" });
    await using uio = await openUio(bench);
    const peer = await interfaceByMac(bench.guest, macs.peer);
    const { txRing } = await rings(uio);
    const heard = await hear(bench.guest, peer, 500);
    t.false((await uio.ok(`tx ${labFrame("blocked")} 200`))["done"] as boolean, "the descriptor is not written back");
    t.is(await heard.frame, undefined);
    const fault = (await faults(bench)).find(({ address }) => BigInt(address) === BigInt(txRing ?? 0));
    t.like(fault, { source: bench.device.address.replace("0000:", ""), access: "read" });
  },
);

spec(
  "with the IOMMU on nothing comes in: memory stays as it was",
  { iommus: ["intel", "intel-noremap"] },
  async (t, bench) => {
    bench.declare({
      kind: "iommu-fault",
      title: /01:00\.0/,
      why: "the device reached for a ring that nobody mapped for it",
    });
    await using uio = await openUio(bench);
    const peer = await interfaceByMac(bench.guest, macs.peer);
    const { rxRing } = await rings(uio);
    await sendFrame(bench.guest, peer, labFrame("blocked"));
    const answer = await uio.ok("rx 200");
    t.false(answer["done"] as boolean);
    t.is(answer["written"], 0, "bytes of the receive buffers and descriptors that changed");
    t.true((await faults(bench)).some(({ address }) => BigInt(address) === BigInt(rxRing ?? 0)));
  },
);
