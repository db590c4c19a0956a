// SPDX-License-Identifier: GPL-2.0-only
// The kernel's own detectors: kmemleak, lockdep, KCSAN.
import type { SpecContext } from "./context.ts";
import { sh } from "../guest/shell.ts";
const kmemleak = "/sys/kernel/debug/kmemleak";

/** Forgets what leaked before, so that it is not held against what comes now. */
export async function forgetLeaks({ guest }: Pick<SpecContext, "guest">): Promise<void> {
  await guest.run(sh`echo scan > ${kmemleak} && echo clear > ${kmemleak}`, { timeout: 300_000 });
}

/**
 * Objects that nothing points to any more, as kmemleak tells them. It needs two scans: what is younger than 5 s is not
 * told, and a pointer may be on its way in a register during one of them (Documentation/dev-tools/kmemleak.rst).
 */
export async function leaks({ guest }: Pick<SpecContext, "guest">): Promise<string> {
  const scans = sh`echo scan > ${kmemleak} && sleep 6 && echo scan > ${kmemleak} && cat ${kmemleak}`;
  return guest.run(scans, { timeout: 600_000 });
}

/** Whether lockdep still watches: after its first report it does not, and says nothing more. */
export async function lockdepWatches({ guest }: Pick<SpecContext, "guest">): Promise<boolean> {
  return (await guest.execute(sh`grep -q 'debug_locks: *1' /proc/lockdep_stats`)).code === 0;
}

/** What KCSAN has done since boot: accesses that it watched for others, and data races that it saw. */
export interface Watched {
  readonly accesses: number;
  readonly races: number;
}

/** Reads KCSAN's counters (kernel/kcsan/debugfs.c): races count here also when the log has been spared a second report. */
export async function kcsanWatched({ guest }: Pick<SpecContext, "guest">): Promise<Watched> {
  const text = await guest.$`cat /sys/kernel/debug/kcsan`;
  const of = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(text)?.[1]);
  return { accesses: of("setup_watchpoints"), races: of("data_races") + of("races_unknown_origin") };
}
