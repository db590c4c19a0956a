// SPDX-License-Identifier: GPL-2.0-only
// What must be as before, whatever was done to the device in between: what the kernel holds of it, and its own state.
import type { ExecutionContext } from "ava";
import type { SpecContext } from "./context.ts";

/** `labtool traces`: what there is of a function at this moment. */
export interface Traces {
  readonly present: boolean;
  /** Bits of the command register. */
  readonly memory?: boolean;
  readonly busMaster?: boolean;
  readonly msixEnabled?: boolean;
  readonly msixMasked?: boolean;
  /** Entries of the MSI-X table that are not masked; missing while memory decoding is off. */
  readonly unmasked?: number;
  /** Lines of uio_msi in /proc/interrupts. */
  readonly rows: number;
  /** File descriptors and mappings of /dev/uioN in all processes. */
  readonly open: number;
  readonly mapped: number;
  /** Of the module; -1: it is not loaded. */
  readonly references: number;
  /** Entries in the CPUs' interrupt domain, and in the IOMMU's remapping table. */
  readonly interrupts: number;
  readonly remapped: number;
}

/** Looks at the device under test. */
export async function traces({ guest, device }: Pick<SpecContext, "guest" | "device">): Promise<Traces> {
  return JSON.parse(await guest.run(`labtool traces ${device.address}`)) as Traces;
}

/** Of a device that is bound and that nobody has open. */
export const unused = { busMaster: false, msixEnabled: true, unmasked: 0, rows: 0, open: 0, mapped: 0, references: 0 };

/** Runs `body`, which leaves the device bound and closed as it found it; else the spec fails. */
export async function leavesNoTrace(
  t: ExecutionContext,
  context: SpecContext,
  body: () => Promise<void>,
): Promise<void> {
  const before = await traces(context);
  await body();
  t.deepEqual(await traces(context), before, "what is left is what there was before");
}

const kmemleak = "/sys/kernel/debug/kmemleak";

/** Forgets what leaked before, so that it is not held against what comes now. */
export async function forgetLeaks({ guest }: Pick<SpecContext, "guest">): Promise<void> {
  await guest.run(`echo scan > ${kmemleak} && echo clear > ${kmemleak}`, { timeout: 300_000 });
}

/**
 * Objects that nothing points to any more, as kmemleak tells them. It needs two scans: what is younger than 5 s is not
 * told, and a pointer may be on its way in a register during one of them (Documentation/dev-tools/kmemleak.rst).
 */
export async function leaks({ guest }: Pick<SpecContext, "guest">): Promise<string> {
  const scans = `echo scan > ${kmemleak} && sleep 6 && echo scan > ${kmemleak} && cat ${kmemleak}`;
  return guest.run(scans, { timeout: 600_000 });
}

/** Whether lockdep still watches: after its first report it does not, and says nothing more. */
export async function lockdepWatches({ guest }: Pick<SpecContext, "guest">): Promise<boolean> {
  return (await guest.execute("grep -q 'debug_locks: *1' /proc/lockdep_stats")).code === 0;
}

/** What KCSAN has done since boot: accesses that it watched for others, and data races that it saw. */
export interface Watched {
  readonly accesses: number;
  readonly races: number;
}

/** Reads KCSAN's counters (kernel/kcsan/debugfs.c): races count here also when the log has been spared a second report. */
export async function kcsanWatched({ guest }: Pick<SpecContext, "guest">): Promise<Watched> {
  const text = await guest.run("cat /sys/kernel/debug/kcsan");
  const of = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(text)?.[1]);
  return { accesses: of("setup_watchpoints"), races: of("data_races") + of("races_unknown_origin") };
}
