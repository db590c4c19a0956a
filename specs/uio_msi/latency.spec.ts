// SPDX-License-Identifier: GPL-2.0-only
// From the write that makes the device interrupt to the reader who slept on it: by uio_msi, by vfio-pci and by
// uio_pci_generic, in one machine and one run. This measures and judges nothing: under emulation a duration says little,
// and the ratio of two that were taken in turns something.
import { exact, nic } from "../../lab/device/needs.ts";
import { open, map, arm } from "../../harness/guest/device-calls.ts";
import { bind } from "../../harness/guest/pci.ts";
import type { Command } from "../../harness/guest/command.ts";
import { latency, latencyIntx } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { chance, summarize, shuffled } from "../../harness/record/statistics.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { openUio } from "./verbs.ts";
import { listVfioWays } from "../../harness/spec/vfio.ts";
import { openVfio } from "./vfio.ts";

// What a device repeats by itself would wake the reader when he is not waited for.
const spec = family("latency", {
  driver: "uio_msi",
  devices: [...nic, exact],
  flavours: ["plain"],
  profile: "full",
  measurement: true,
});

const blocks = 6;
const rounds = 100;
/** After a driver was bound, its code is in no cache, and in QEMU not even translated. */
const warmUp = 30;
const seed = 1;

async function openGeneric({ guest, device }: SpecContext): Promise<UioSession> {
  await bind(guest, device.address, "uio_pci_generic");
  const session = await UioSession.start(guest, device.address);
  await session.all([open(), map("map0")]);
  return session;
}

/** How a program gets the device, and has `labtool` measure. */
interface Way {
  readonly open: (context: SpecContext) => Promise<UioSession>;
  readonly measure: (rounds: number) => Command<{ ns: number[] }>;
}

const drivers = {
  uio_msi: { open: openUio, measure: (rounds: number) => latency(1, rounds) },
  "vfio-pci": {
    open: (context: SpecContext) => openVfio(context, listVfioWays(context)[0] ?? "type1"),
    measure: (rounds: number) => latency(1, rounds),
  },
  uio_pci_generic: { open: openGeneric, measure: latencyIntx },
} satisfies Readonly<Record<string, Way>>;

type Driver = keyof typeof drivers;

/** Microseconds. */
async function sample(context: SpecContext, driver: Driver): Promise<readonly number[]> {
  const { open, measure }: Way = drivers[driver];
  await using session = await open(context);
  if (driver !== "uio_pci_generic") await session.ok(arm());
  const { ns } = await session.ok(measure(warmUp + rounds));
  return ns.slice(warmUp).map((one) => one / 1000);
}

spec("from the device's interrupt to a reader that was asleep", async (t, context) => {
  const { guest } = context;
  const names = Object.keys(drivers) as readonly Driver[];
  const samples = new Map(names.map((name): [Driver, (readonly number[])[]] => [name, []]));
  const random = chance(seed);
  // Interrupts go to the CPU on which labtool keeps its processes.
  const everywhere = await guest.read("/proc/irq/default_smp_affinity");
  await guest.$`echo 1 > /proc/irq/default_smp_affinity`;
  for (let block = 0; block < blocks; block++)
    for (const name of shuffled(names, random)) samples.get(name)?.push(await sample(context, name));
  await guest.$`echo ${everywhere} > /proc/irq/default_smp_affinity`;
  const measurement = summarize("device write → reader", "µs", samples, seed);
  context.measure(measurement);
  for (const { name, p5, median, p95 } of measurement.distributions)
    context.fact(name, `median ${median.toFixed(1)} µs, 90 % from ${p5.toFixed(1)} to ${p95.toFixed(1)} µs`);
  for (const one of measurement.ratios)
    context.fact(
      `${one.of} / ${one.to}`,
      `${one.ratio.toFixed(2)}, 95 % interval ${one.low.toFixed(2)} to ${one.high.toFixed(2)}`,
    );
  t.true(measurement.distributions.every(({ count }) => count === blocks * rounds));
});
