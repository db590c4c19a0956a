// SPDX-License-Identifier: GPL-2.0-only
// How long frames take to a forwarder and back: DPDK by each way that the machine has, and the kernel's own driver, which
// has a program of its own send them back (XDP_TX). This measures and judges nothing: under emulation a duration says
// little, and the ratio of two that were taken in turns something.
import { frames, pollMode, unmetNeed, wire, xdp } from "../../lab/device/needs.ts";
import { iommuFacts } from "../../lab/iommu.ts";
import { macs } from "../../lab/network.ts";
import { KernelError } from "../../harness/host/errors.ts";
import { bounce, interfaceByMac, readInterface } from "../../harness/guest/network.ts";
import { bindOwn } from "../../harness/guest/pci.ts";
import { chance, shuffled, summarize } from "../../harness/record/statistics.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { packages, Testpmd } from "./testpmd.ts";
import { ways, type Way } from "./ways.ts";

const spec = family("dpdk-rate", {
  devices: [frames, pollMode, wire],
  flavours: ["plain"],
  profile: "full",
  measurement: true,
  userland: packages,
  timeoutFactor: 12,
});

const blocks = 3;
/** Of a block: after a driver was bound, its code is in no cache, and in QEMU not even translated. */
const [warmUp, rounds] = [2, 8];
const framesOfRound = 512;
const seed = 1;

/** Somebody who sends frames back as they are, and where to send them. */
interface Forwarder extends AsyncDisposable {
  readonly address: string;
}

const byTestpmd =
  (way: Way) =>
  async (context: SpecContext): Promise<Forwarder> => {
    await way.bind(context);
    return Testpmd.start(context, "io");
  };

async function byKernel({ guest, device }: SpecContext): Promise<Forwarder> {
  await bindOwn(guest, device);
  const here = await readInterface(guest, device.address);
  await guest.$`labtool frame xdp ${here} tx`;
  return {
    address: macs.underTest,
    [Symbol.asyncDispose]: async () => void (await guest.$`labtool frame xdp ${here} off`),
  };
}

type Open = (context: SpecContext) => Promise<Forwarder>;

/** All that can be compared on the machine. */
function forwarders({ device, run }: SpecContext): ReadonlyMap<string, Open> {
  const { dma } = iommuFacts[run.cell.iommu];
  const fit = ways.filter(({ needs }) => needs.dma?.includes(dma) !== false && !unmetNeed(needs.devices, device));
  const programs = fit.map((way): [string, Open] => [way.name, byTestpmd(way)]);
  return new Map([...programs, ...(xdp.isMet(device) ? [["kernel, XDP_TX", byKernel] as const] : [])]);
}

/** Microseconds a frame, round by round. */
async function sample(context: SpecContext, open: Open): Promise<readonly number[]> {
  const { guest, run } = context;
  await using forwarder = await open(context);
  const peer = await interfaceByMac(guest, macs.peer);
  const times: number[] = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    const batch = { mode: "io", count: framesOfRound } as const;
    const { us, returned } = await bounce(guest, peer, forwarder.address, batch, 30_000 * run.timeoutScale);
    if (returned !== framesOfRound) throw new KernelError(`of ${framesOfRound} frames ${returned} came back`);
    times.push(us / framesOfRound);
  }
  return times.slice(warmUp);
}

spec("frames to a forwarder and back, 64 on their way at once", async (t, context) => {
  const all = forwarders(context);
  const samples = new Map([...all.keys()].map((name): [string, (readonly number[])[]] => [name, []]));
  const random = chance(seed);
  for (let block = 0; block < blocks; block++)
    for (const [name, open] of shuffled([...all], random)) samples.get(name)?.push(await sample(context, open));
  const measurement = summarize("frame → forwarder → back", "µs", samples, seed);
  context.measure(measurement);
  for (const { name, median, p5, p95 } of measurement.distributions)
    context.fact(
      name,
      `median ${median.toFixed(1)} µs a frame, 90 % from ${p5.toFixed(1)} to ${p95.toFixed(1)}: ${Math.round(1e6 / median)} frames a second`,
    );
  t.true(measurement.distributions.every(({ count }) => count === blocks * rounds));
});
