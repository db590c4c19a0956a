// SPDX-License-Identifier: GPL-2.0-only
// A driver in user space that others wrote: DPDK's, by each way in which the kernel gives a NIC to a program. What it takes
// of the kernel (registers, DMA, interrupts, resets) is what it takes of it everywhere.
import type { ExecutionContext } from "ava";
import { functionReset, ownDriver } from "../../lab/device/needs.ts";
import { macs } from "../../lab/network.ts";
import { bounce, interfaceByMac, type Bounced } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { givenBack, holdings } from "../pci/holdings.ts";
import { works } from "../pci/in-use.ts";
import { packages, releaseHugePages, Testpmd } from "./testpmd.ts";
import { byIommu, ways, type Way } from "./ways.ts";

const spec = family("dpdk", { profile: "default", userland: packages, timeoutFactor: 4 });

/** So many frames from the peer to testpmd and back. */
async function exchange({ guest, run }: SpecContext, testpmd: Testpmd, count: number): Promise<Bounced> {
  const peer = await interfaceByMac(guest, macs.peer);
  // A millisecond a frame, and what it takes until the first comes through.
  const timeout = (60_000 + count) * run.timeoutScale;
  return bounce(guest, peer, testpmd.address, { mode: "mac", count }, timeout);
}

/** testpmd has the device, and sends back what comes in; it counts the same, and what went ahead to see the link up. */
async function forwards(t: ExecutionContext, context: SpecContext, way: Way, count: number): Promise<void> {
  const { device } = context;
  await using testpmd = await Testpmd.start(context, "mac");
  t.is(testpmd.driver, device.dpdk ?? "");
  t.is(testpmd.iommu, way.iommu);
  const { us, ...came } = await exchange(context, testpmd, count);
  t.deepEqual(came, { sent: count, returned: count, changed: 0, doubled: 0 });
  const { received, sent, dropped } = await testpmd.quit();
  t.true(received >= count, `its driver received ${received}`);
  t.deepEqual({ sent, dropped }, { sent: received, dropped: 0 });
  context.fact(`${way.name}: frames a second`, Math.round((count * 1e6) / us));
}

for (const way of ways) {
  for (const [count, text, needs] of [
    [2_000, "2,000", {}],
    [100_000, "100,000", { profile: "full", flavours: ["plain"], timeoutFactor: 8 }],
  ] as const)
    spec(
      `by ${way.name} ${text} frames go to testpmd and come back, each once`,
      { ...way.needs, ...needs },
      async (t, context) => {
        await way.bind(context);
        await forwards(t, context, way, count);
      },
    );

  spec(
    `from the kernel's driver to testpmd by ${way.name} and back, twice: nothing of it is left, and the NIC works`,
    { ...way.needs, devices: [...way.needs.devices, ownDriver] },
    async (t, context) => {
      for (let round = 0; round < 2; round++) {
        await works(context);
        await way.bind(context);
        const before = await holdings(context);
        await forwards(t, context, way, 500);
        await givenBack(t, context, before);
        t.is(await releaseHugePages(context.guest), 0, "huge pages that somebody still has");
      }
      await works(context);
      t.notRegex(await context.guest.read("/proc/interrupts"), /vfio|uio/);
    },
  );
}

// Without an IOMMU that translates nothing keeps the device from memory that is no longer the program's. One without a
// reset of its own the kernel resets by D3hot (reset_method: pm), after which QEMU's 82574 has its rings still: it goes on
// with them, and faults, as soon as the next program switches bus mastering on.
spec(
  "testpmd is killed in mid-traffic: nothing of it is left, another one gets the NIC, and then the kernel's driver",
  { ...byIommu.needs, dma: ["translating"], devices: [...byIommu.needs.devices, ownDriver, functionReset] },
  async (t, context) => {
    const { guest, run } = context;
    await byIommu.bind(context);
    const before = await holdings(context);
    await using testpmd = await Testpmd.start(context, "mac");
    const exchanged = exchange(context, testpmd, 1_000_000);
    // It is awaited once the program is gone; until then a failure of its own must not end the process.
    exchanged.catch(() => undefined);
    const received = `/sys/class/net/${await interfaceByMac(guest, macs.peer)}/statistics/rx_packets`;
    const enough = Number(await guest.read(received)) + 1_000;
    await guest.until("frames", sh`test $(cat ${received}) -gt ${enough}`, 20_000 * run.timeoutScale);
    await guest.$`kill -9 $(pidof dpdk-testpmd)`;
    await testpmd[Symbol.asyncDispose]();
    const { sent, returned, changed, doubled } = await exchanged;
    t.true(returned < sent, "it was in mid-traffic");
    t.deepEqual({ changed, doubled }, { changed: 0, doubled: 0 });
    await givenBack(t, context, before);
    t.is(await releaseHugePages(guest), 0, "huge pages that somebody still has");
    await forwards(t, context, byIommu, 500);
    await works(context);
  },
);
