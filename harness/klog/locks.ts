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
  "BUG: Invalid wait context",
  "BUG: (?:bad (?:unlock balance|contention) detected!|held lock freed|lock held when returning to user space!)",
  "BUG: MAX_(?:LOCK|STACK)\\w+ too low",
  "BUG: (?:looking up invalid subclass: |key [\\da-f]+ has not been registered)",
  "BUG: .*/\\d+ still has locks held!",
  "INFO: possible (?:circular|recursive|irq lock)",
  "INFO: \\S+-safe -> \\S+-unsafe lock order detected",
  "INFO: (?:suspicious RCU usage|inconsistent lock state)",
  "INFO: trying to register non-static key",
];

/** The header of a lock's report: before 4.13, and in some complaints to this day, in brackets. */
export const locks = new RegExp(`^(?:\\[ )?(?:${words.join("|")})`);
/** A debugging spinlock's header: nothing else has this form. */
export const spins = /^BUG: (?:spinlock|rwlock) [\w ]+ on CPU#\d+, /;
