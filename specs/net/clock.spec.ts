// SPDX-License-Identifier: GPL-2.0-only
// The clock of a NIC (Documentation/driver-api/ptp.rst): it is set, moved and tuned by as much as it was told, and else
// runs like the kernel's own.
import * as z from "zod/mini";
import { clocked, frames, ownDriver } from "../../lab/device/needs.ts";
import { sh, type ShellCommand } from "../../harness/guest/shell.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { freshPair, passes } from "./interface.ts";

const spec = family("clock", { devices: [frames, ownDriver], variants: "any", timeoutFactor: 2, oneIommu: true });

/** Nanoseconds by which the clock is off from where it should be after it was set or moved. */
const Off = z.object({ off: z.number() });
/** The clock beside CLOCK_MONOTONIC: how often it went backwards, and by how much it is faster, in parts per billion. */
const Run = z.object({ readings: z.number(), backwards: z.number(), ppb: z.number() });
const Limit = z.object({ max: z.number() });

const second = 1_000_000_000;

/** The clock of the interface under test, which works. */
async function clock(context: SpecContext): Promise<string> {
  const { guest, device } = context;
  await passes(context, await freshPair(context));
  const { code, stdout } = await guest.execute(sh`ls /sys/bus/pci/devices/${device.address}/ptp`);
  if (code !== 0) notApplicable(`${device.driver?.name} has no clock`);
  return `/dev/${stdout.trim()}`;
}

const told = (node: string, what: string): ShellCommand => sh`labtool clock ${node} ${what.split(" ")}`;

spec("the clock is set, and moved forwards and backwards, by as much as it was told", async (t, context) => {
  const { guest, run } = context;
  const node = await clock(context);
  // An emulated CPU may be away while the clock goes on.
  const near = 0.1 * second * run.timeoutScale;
  for (const seconds of [1_000_000_000, 1, 4_000_000_000]) {
    const { off } = await guest.json(Off, told(node, `set ${seconds}`));
    t.true(Math.abs(off) < near, `set to ${seconds} s, it is ${off} ns off`);
    for (const ns of [second, -second, 1.5 * second, -1.5 * second, -0.75 * second, 10_000 * second]) {
      if (seconds === 1 && ns < 0) continue;
      const moved = await guest.json(Off, told(node, `shift ${ns}`));
      t.true(Math.abs(moved.off) < near, `told to move by ${ns} ns, it is ${moved.off} ns off`);
    }
  }
});

spec("the clock never goes backwards by itself", async (t, context) => {
  const { guest } = context;
  const node = await clock(context);
  const { readings, backwards } = await guest.json(Run, told(node, "run 1000"));
  t.true(readings > 10, `${readings} readings are too few to say`);
  t.is(backwards, 0, `of ${readings} readings`);
});

spec(
  "the clock runs at the rate of the kernel's own, and of what it is tuned to; more than its limit is refused",
  { devices: [frames, ownDriver, clocked] },
  async (t, context) => {
    const { guest } = context;
    const node = await clock(context);
    const { max } = await guest.json(Limit, told(node, "limit"));
    context.fact("limit, ppb", max);
    const step = Math.min(max, 100_000_000);
    const rate = async (): Promise<number> => {
      // A model may jump when it is tuned: the driver begins anew when it is set.
      await guest.$`${told(node, "set 1000000000")}`;
      return (await guest.json(Run, told(node, "run 1000"))).ppb;
    };
    const near = (ppb: number, wanted: number): boolean => Math.abs(ppb - wanted) < Math.max(0.3 * step, 20_000_000);
    try {
      for (const wanted of [0, step, -step]) {
        await guest.$`${told(node, `tune ${wanted}`)}`;
        const ppb = await rate();
        t.true(near(ppb, wanted), `tuned by ${wanted} ppb, it is faster by ${ppb}`);
      }
      for (const beyond of [max + 1, -max - 1]) {
        const { stdout } = await guest.fails(told(node, `tune ${beyond}`));
        t.regex(stdout, /ERANGE|EINVAL/, `${beyond} ppb`);
      }
      const ppb = await rate();
      t.true(near(ppb, -step), `after what was refused it is faster by ${ppb}, and was tuned by ${-step}`);
    } finally {
      await guest.$`${told(node, "tune 0")}`;
    }
  },
);
