// SPDX-License-Identifier: GPL-2.0-only
// The lock validator and the debugging versions of locks.
import { named, whole, type Name } from "./name.ts";

// Where lockdep prints a lock, it prints who takes it: `(&dev->mutex){+.+.}, at: foo+0x12/0x34`.
// Only who symbolised the log says what was inlined there.
const at = /(?:^|[ ,])at: (?!.*\[inline\])(?:\[<[\da-f]+>\] )?([A-Za-z_][\w.]*)/;

/** What the lock validator says. */
export const locking: readonly Name[] = [
  named(/possible circular locking/, "possible deadlock", {
    ...{ said: at, asked: 2, skip: /process_one_work|(?:flush|drain|destroy)_workqueue/ },
  }),
  named(/possible (?:recursive locking|irq lock inversion)/, "possible deadlock", { said: at, surely: true }),
  named(/-unsafe lock order/, "possible deadlock", { below: /which became .* at:/ }),
  named(/inconsistent lock state/, "inconsistent lock state", { said: at }),
  named(/(WARNING|INFO): suspicious RCU usage/, ([, how]) => `${how}: suspicious RCU usage`, { skip: /rcu|kmem|slab/ }),
  named(/(WARNING|BUG): bad unlock balance/, ([, how]) => `${how}: bad unlock balance`, {
    said: /^\[<[\da-f]+>\] ([A-Za-z_][\w.]*)\+0x/,
  }),
  named(/(WARNING|BUG): held lock freed/, ([, how]) => `${how}: held lock freed`, { said: at, surely: true }),
  named(
    /(WARNING|BUG): lock held when returning to user space/,
    ([, how]) => `${how}: lock held when returning to user space`,
    { said: at, surely: true },
  ),
  named(/(WARNING|BUG): .*still has locks held/, ([, how]) => `${how}: still has locks held`, {
    ...{ said: at, surely: true },
  }),
  named(/^WARNING: Nested lock was not taken/, "WARNING: nested lock was not taken"),
  named(/^WARNING: (chain_key collision|bad contention)/, ([, what]) => `WARNING: ${what}`),
  // The same defect as lockdep's WARNING about a lock of the wrong context.
  named(/BUG: Invalid wait context/, "WARNING: locking bug", { skip: /lock_sock|release_sock/ }),
  whole(/^BUG: MAX_(\w+) too low/, ([, what]) => `BUG: MAX_${what} too low`),
  named(/^BUG: ((?:spinlock|rwlock) .+?) on CPU/, ([, what]) => `BUG: ${what}`, {
    skip: /spin_|_lock|_unlock|rwlock_/,
  }),
  named(/trying to register non-static key/, "INFO: trying to register non-static key", { skip: /stack|lock|IRQ/ }),
];
