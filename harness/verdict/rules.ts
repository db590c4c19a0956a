// SPDX-License-Identifier: GPL-2.0-only
// How the kernel begins to complain (Linux 6.1 to 7.x). Broad headers; what keeps them honest is that they are anchored
// to the start of a kernel line, that weak ones need a stack trace near them, and the list of what is never a splat.
import type { Splat } from "../report/model.ts";

/** One way in which a report begins. */
export interface Rule {
  /** `ignored`: looks like a report and is none, to its end. */
  readonly kind: Splat["kind"] | "ignored";
  readonly header: RegExp;
  /** Where it ends: at a marker, after its stack trace, or with the line that began it. */
  readonly ends: "end-trace" | "bar" | "end-panic" | "stack" | "line";
  /** Lines that may stand between the header and its stack trace. */
  readonly body: number;
  /** Needs a stack trace near it to count: the words alone may come from anyone. */
  readonly weak?: boolean;
}

const rule = (kind: Rule["kind"], ends: Rule["ends"], header: RegExp, body = 60): Rule => ({
  kind,
  ends,
  header,
  body,
});

const oops =
  /^(?:Oops: |BUG: unable to handle |BUG: kernel NULL pointer dereference|general protection fault|(?:divide error|stack segment|invalid opcode|double fault|int3): |(?:traps: )?PANIC: double fault|BUG: (?:\S+ )?stack guard page was hit|Unable to handle kernel |Internal error: |kernel tried to execute NX-protected page)/;
const lockdep =
  /^(?:WARNING: (?:possible (?:circular locking|recursive locking|irq lock inversion)|inconsistent lock state|suspicious RCU usage|bad unlock balance|held lock freed|lock held when returning|Nested lock was not taken|\S+-safe -> \S+-unsafe lock order|\S+ still has locks held|bad contention)|BUG: (?:held lock freed|MAX_(?:LOCK|STACK)\w+ too low|spinlock |rwlock )|\[ BUG: Invalid wait context \]|INFO: (?:possible |suspicious RCU|inconsistent lock|trying to register non-static key))/;

/** Tried in this order; the first that fits names the kind. */
export const rules: readonly Rule[] = [
  rule("ignored", "stack", /^FAULT_INJECTION: forcing a failure/),
  rule("ignored", "stack", /^sysrq: /, 0),
  // Says which CPU QEMU emulates, not what a driver did.
  rule("ignored", "stack", /^unchecked MSR access error: /, 0),
  rule("kasan", "bar", /^BUG: KASAN: /),
  rule("kcsan", "bar", /^BUG: KCSAN: /),
  rule("kfence", "bar", /^BUG: KFENCE: /),
  rule("ubsan", "end-trace", /^UBSAN: /),
  rule("panic", "end-panic", /^Kernel panic - not syncing/),
  rule(
    "lockup",
    "stack",
    /^(?:watchdog: )?(?:CPU\d+: )?(?:BUG: soft lockup|Watchdog detected hard LOCKUP|BUG: workqueue lockup)/,
  ),
  rule("rcu-stall", "stack", /^(?:rcu: )?INFO: rcu_\w+ (?:self-detected|detected) (?:expedited )?stall/, 90),
  rule("hung-task", "stack", /^INFO: task .+ blocked (?:in I\/O wait )?for more than \d+ seconds/),
  rule("lockdep", "stack", lockdep, 300),
  rule(
    "atomic",
    "stack",
    /^BUG: (?:sleeping function called from invalid context|scheduling while atomic|using \S+ in preemptible|workqueue leaked)/,
  ),
  rule("list", "end-trace", /^list_(?:add|del)\S* corruption|^slab_\w+ corruption/),
  rule("refcount", "end-trace", /^refcount_t: /),
  rule("refcount", "line", /^unregister_netdevice: waiting for /),
  rule("debug-objects", "end-trace", /^ODEBUG: /),
  rule("memory", "stack", /^BUG: (?:Bad (?:page|rss-counter)|non-zero pgtables_bytes)|^BUG \S+ \(.*\): /, 80),
  rule(
    "memory",
    "stack",
    /^iounmap: bad address|^Trying to vfree\(\) |page allocation failure: order:|invoked oom-killer: /,
    8,
  ),
  rule("irq", "stack", /^irq \d+: nobody cared|^genirq: Flags mismatch irq|^Trying to free already-free IRQ/, 8),
  rule("irq", "line", /^Interrupt reservation exceeds|No irq handler for |vector space exhaustion/),
  rule("leak", "line", /^kmemleak: \d+ new suspected memory leaks/),
  rule("leak", "stack", /^unreferenced object 0x[\da-f]+/),
  rule(
    "iommu-fault",
    "line",
    /^DMAR: \[(?:DMA|INTR-REMAP|NO_PASID)|^DMAR: DRHD: handling fault status reg|^DMAR: VT-d detected Invalidation/,
  ),
  rule("iommu-fault", "line", /AMD-Vi: Event logged \[/),
  rule("iommu-fault", "line", /^virtio_iommu \S+: \w+ fault from EP \d+/),
  rule("bug", "end-trace", /^kernel BUG at /),
  rule("oops", "end-trace", oops),
  // Before 6.18 `WARNING: CPU: 0 PID: 88 at file.c:12 fn+0x1/0x2`, since then `WARNING: file.c:12 at fn+0x1/0x2, CPU#0: …`.
  rule("warning", "end-trace", /^WARNING: (?:CPU: \d+ PID: \d+ at \S+|\S+:\d+ at \S+)/),
  rule(
    "other",
    "stack",
    /^sysfs: cannot create duplicate filename|^kobject_add_internal failed for |^Uhhuh\. NMI received/,
    8,
  ),
  { ...rule("bug", "stack", /^BUG: /, 12), weak: true },
  { ...rule("warning", "stack", /^WARNING: /, 12), weak: true },
  { ...rule("other", "stack", /^INFO: /, 12), weak: true },
];

// What begins like a report and is part of another, or of no interest.
const never =
  /^(?:INFO: lockdep is turned off|INFO: NMI handler|INFO: Slab |INFO: Object |INFO: Freed in|INFO: Allocated in|WARNING: kernel stack (?:regs|frame))/;
const any = new RegExp(rules.map(({ header }) => header.source).join("|"));

/** The rule that a line begins a report by. */
export function ruleOf(text: string): Rule | undefined {
  if (!any.test(text) || never.test(text)) return undefined;
  return rules.find(({ header }) => header.test(text));
}
