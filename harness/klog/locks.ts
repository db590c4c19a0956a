// SPDX-License-Identifier: GPL-2.0-only
// What the lock validator and the debugging versions of the locks complain in: kernel/locking/lockdep.c,
// kernel/locking/spinlock_debug.c, kernel/locking/rtmutex_api.c.

const words: readonly string[] = [
  "WARNING: possible (?:circular locking dependency|recursive locking|irq lock inversion dependency) detected",
  "WARNING: possible circular locking",
  "WARNING: inconsistent lock state",
  "WARNING: suspicious RCU usage",
  "WARNING: bad unlock balance detected!",
  "WARNING: held lock freed!",
  "WARNING: lock held when returning to user space!",
  "WARNING: Nested lock was not taken",
  "WARNING: \\S+-safe -> \\S+-unsafe lock order detected",
  "WARNING: \\S+ still has locks held!",
  "WARNING: bad contention detected!",
  "WARNING: chain_key collision",
  "WARNING: possible (?:unsafe|deadlock)",
  "WARNING: ww_mutex",
  "\\[ BUG: Invalid wait context \\]",
  "\\[ BUG: bad (?:unlock balance|contention) detected! \\]",
  "BUG: held lock freed",
  "BUG: MAX_(?:LOCK|STACK)\\w+ too low",
  "BUG: (?:spinlock|rwlock) [\\w ]+ on CPU#\\d+",
  "BUG: (?:looking up invalid subclass: |key [\\da-f]+ has not been registered)",
  "BUG: .*/\\d+ still has locks held!",
  "INFO: possible (?:circular|recursive|irq lock)",
  "INFO: (?:suspicious RCU usage|inconsistent lock state)",
  "INFO: trying to register non-static key",
];

/** The header of a lock's report. */
export const locks = new RegExp(`^(?:${words.join("|")})`);
