// SPDX-License-Identifier: GPL-2.0-only
// DMA through uio_msi: a program drives the NIC's rings itself, with physical addresses. Without an IOMMU that works,
// which is what the driver is for and why it is dangerous; with one the device reaches nothing.
import { macs } from "../../lab/network.ts";
import { tx, rx, unmap, close, written } from "../../harness/guest/device-calls.ts";
import { wait } from "../../harness/guest/eventfds.ts";
import { hear, interfaceByMac, labFrame, sendFrame } from "../../harness/guest/network.ts";
import { faultedAt, expectFault } from "../../harness/spec/dma.ts";
import { rings } from "./rings.ts";
import { family } from "../../harness/spec/index.ts";
import { openUio } from "./verbs.ts";

const spec = family("dma", { driver: "uio_msi" });

spec(
  "without an IOMMU a frame goes out by DMA, and its interrupt comes on its eventfd",
  { dma: ["absent", "identity"] },
  async (t, context) => {
    await using uio = await openUio(context);
    const peer = await interfaceByMac(context.guest, macs.peer);
    await rings(uio);
    const heard = await hear(context.guest, peer, 5_000);
    const frame = labFrame("out by DMA");
    t.true((await uio.ok(tx(frame, 2000))).done, "the descriptor is written back");
    await uio.ok(wait("tx", 2000));
    t.is(await heard.frame, frame);
  },
);

spec(
  "without an IOMMU a frame comes in by DMA, and its interrupt comes on its eventfd",
  { dma: ["absent", "identity"] },
  async (t, context) => {
    await using uio = await openUio(context);
    const peer = await interfaceByMac(context.guest, macs.peer);
    await rings(uio);
    const frame = labFrame("in by DMA");
    await sendFrame(context.guest, peer, frame);
    t.is((await uio.ok(rx(2000))).frame, frame);
    await uio.ok(wait("rx", 2000));
  },
);

spec(
  "with the IOMMU on nothing goes out: the read faults, at the ring's address",
  { dma: ["translating"] },
  async (t, context) => {
    expectFault(context, "the device read a ring that nobody mapped for it");
    await using uio = await openUio(context);
    const peer = await interfaceByMac(context.guest, macs.peer);
    const { txRing } = await rings(uio);
    const heard = await hear(context.guest, peer, 500);
    t.false((await uio.ok(tx(labFrame("blocked"), 200))).done, "the descriptor is not written back");
    t.is(await heard.frame, undefined);
    t.true(await faultedAt(context, txRing));
  },
);

spec(
  "with the IOMMU on nothing comes in: memory stays as it was",
  { dma: ["translating"], fresh: true },
  async (t, context) => {
    expectFault(context, "the device reached for a ring that nobody mapped for it");
    await using uio = await openUio(context);
    const peer = await interfaceByMac(context.guest, macs.peer);
    const { rxRing } = await rings(uio);
    await sendFrame(context.guest, peer, labFrame("blocked"));
    const answer = await uio.ok(rx(200));
    t.false(answer.done);
    t.is(answer.written, 0, "bytes of the receive buffers and descriptors that changed");
    t.true(await faultedAt(context, rxRing));
  },
);

spec(
  "after close the device writes nothing more, whatever comes in",
  { dma: ["absent", "identity"] },
  async (t, context) => {
    await using uio = await openUio(context);
    const peer = await interfaceByMac(context.guest, macs.peer);
    await rings(uio);
    const frame = labFrame("while it is open");
    await sendFrame(context.guest, peer, frame);
    t.is((await uio.ok(rx(2000))).frame, frame, "open, it does write: else this would prove nothing");
    // The memory of the rings stays: the program lives on.
    await uio.all([unmap(), close()]);
    await sendFrame(context.guest, peer, labFrame("after close"));
    t.is((await uio.ok(written())).written, 0, "bytes of the receive buffers and descriptors that changed");
  },
);
