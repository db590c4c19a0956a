// SPDX-License-Identifier: GPL-2.0-only
// How the kernel begins to complain (Linux 4.3 to 7.x). Broad headers; what keeps them honest is that they are anchored
// to the start of a kernel line, that what follows has to look like a report, and the list of what is never a splat.
import type { Splat } from "../record/model.ts";
import { deviceRules } from "./devices.ts";
import { locks, spins } from "./locks.ts";
import { oops } from "./oops.ts";

/** One way in which a report begins. */
export interface Rule {
  /** `ignored`: looks like a report, but is not one, to its end. */
  readonly kind: Splat["kind"] | "ignored";
  readonly header: RegExp;
  /** Where it ends: at a marker, after its stack trace, or with the line that began it. */
  readonly ends: "end-trace" | "bar" | "end-panic" | "killed" | "stack" | "line";
  /** Lines that may stand between the header and its stack trace. */
  readonly body: number;
  /** Needs a stack trace near it to count, even as the last words of a machine: they may come from anyone. */
  readonly weak?: boolean;
  /** Counts without anything after it: its format is so particular that it proves itself. */
  readonly alone?: boolean;
  /** Of a report without a stack trace: the lines below its header that belong to it. */
  readonly goesOn?: RegExp;
  /** Lines that its message may take between the header and a `cut here`. */
  readonly message?: number;
  /** A line below the header that only this report has: evidence before the stack trace, or in its place. */
  readonly proof?: RegExp;
}

type Ends = Rule["ends"];
const rule = (kind: Rule["kind"], ends: Ends, header: RegExp, body = 60, proof?: RegExp): Rule => ({
  ...{ kind, ends, header, body },
  ...(proof === undefined ? {} : { proof }),
});
const line = (kind: Rule["kind"], header: RegExp): Rule => ({ ...rule(kind, "line", header, 0), alone: true });

/** The stack of another CPU, asked for by whoever found it stuck: lib/nmi_backtrace.c. */
export const asked = /^NMI backtrace for cpu \d+/;
const unreported = (header: RegExp, body?: number): Rule => ({
  ...rule("ignored", "stack", header, body),
  alone: true,
});
const ignored: readonly Rule[] = [
  unreported(/^FAULT_INJECTION: forcing a failure/),
  unreported(/^sysrq: /, 0),
  unreported(asked, 3),
  // Who holds what a hung task waits for: said after the task's own report, since 6.16.
  unreported(/^INFO: task .+ blocked on an? .+ likely owned by task /, 6),
  // Says which CPU QEMU emulates, not what a driver did.
  unreported(/^unchecked MSR access error: /, 0),
];

const sanitizers: readonly Rule[] = [
  rule(
    "kasan",
    "bar",
    /^BUG: KASAN: /,
    60,
    /^(?:Read|Write)(?: of size \d+)? (?:at addr|by task) |^Free of (?:addr )?|^Asynchronous fault/,
  ),
  rule(
    "kcsan",
    "bar",
    /^BUG: KCSAN: /,
    60,
    /^(?:race at unknown origin, with )?(?:read|write|read-write|assert)\b.* to 0x/,
  ),
  rule("kmsan", "bar", /^BUG: KMSAN: /, 60, /^(?:Local variable|Uninit was|Bytes? \d)/),
  rule("kfence", "bar", /^BUG: KFENCE: /, 60, /^(?:Out-of-bounds|Use-after-free|Corrupted memory|Invalid) /),
  rule("ubsan", "end-trace", /^UBSAN: .+ in \S+:\d+:\d+/),
  rule("ubsan", "end-trace", /^Internal error: UBSAN: /),
];

const stalls: readonly Rule[] = [
  rule(
    "lockup",
    "stack",
    /^(?:watchdog: |NMI watchdog: )?(?:CPU ?\d+: )?(?:BUG: soft lockup - CPU#\d+ stuck|Watchdog detected hard LOCKUP|Watchdog CPU:\d+ Hard LOCKUP|CPU \d+ Hard LOCKUP|CPU \d+ detected hard LOCKUP on other CPUs)/,
  ),
  // show_one_workqueue() and show_cpu_pools_hogs() in kernel/workqueue.c.
  rule(
    "lockup",
    "stack",
    /^BUG: workqueue lockup/,
    300,
    /^(?:Showing (?:busy workqueues|backtraces of (?:busy|running) workers)|workqueue \S+: flags=|pool \d+:| {2}pwq \d+:| {4}(?:in-flight|pending|inactive|delayed): )/,
  ),
  rule(
    "rcu-stall",
    "stack",
    /^(?:rcu: )?INFO: rcu_\w+ (?:self-detected|detected) (?:expedited )?stalls? /,
    90,
    /^(?:rcu: )?\t\d+-/,
  ),
  rule(
    "hung-task",
    "stack",
    /^INFO: task .+ (?:blocked (?:in I\/O wait )?|can't die )for more than \d+ seconds/,
    60,
    /^ +(?:Not tainted|Tainted: )|^task:\S/,
  ),
];

const memory: readonly Rule[] = [
  rule("memory", "stack", /^BUG: (?:Bad (?:page|rss-counter)|non-zero pgtables_bytes)/, 80, /^(?:page: ?|addr:)/),
  // mm/slub.c slab_bug().
  { ...rule("memory", "stack", /^BUG [\w.:-]+ \((?:Not tainted|Tainted: .*)\): /, 80, /^-{10,}$/), weak: true },
  { ...rule("memory", "stack", /^iounmap: bad address|^Trying to vfree\(\) /, 8), weak: true },
  { ...rule("memory", "stack", /^[^ ]+: page allocation failure: order:\d+, mode:0x/, 8), weak: true },
  rule("memory", "killed", /^\S.* invoked oom-killer: gfp_mask=0x/, 8),
  line(
    "memory",
    /^(?:Memory cgroup out|Out) of memory(?: \(\w+\))?: Killed process \d+ \(.*\)|^Out of memory and no killable processes/,
  ),
  line("leak", /^kmemleak: \d+ new suspected memory leaks/),
  rule("leak", "stack", /^unreferenced object (?:\(percpu\) )?0x[\da-f]+/, 20, /^ {2}comm "/),
  // kmemleak_warn() in mm/kmemleak.c.
  {
    ...rule("leak", "stack", /^kmemleak: (?:Freeing|Partially freeing|Trying to color|Not scanning|Found object) /, 8),
    weak: true,
  },
];

const interrupts: readonly Rule[] = [
  rule("irq", "stack", /^irq (?:event )?\d+: (?:nobody cared|bogus return value)/, 8, /^handlers:/),
  // With CONFIG_DEBUG_SHIRQ a stack trace follows.
  { ...rule("irq", "stack", /^genirq: Flags mismatch irq \d+\. [\da-f]{8} \(.*\) vs\. [\da-f]{8} \(/, 0), alone: true },
  rule("irq", "end-trace", /^Trying to free already-free IRQ \d/, 8),
  line("irq", /^Interrupt reservation exceeds available|No irq handler for |vector space exhaustion/),
];

// Drivers under drivers/iommu print with dev_err(), so the device stands first.
const iommu: readonly Rule[] = [
  line(
    "iommu-fault",
    /^DMAR: \[(?:DMA|INTR-REMAP|NO_PASID)|^DMAR: DRHD: handling fault status reg|^DMAR: VT-d detected Invalidation/,
  ),
  line(
    "iommu-fault",
    /^(?:\S+ \S+: )?AMD-Vi: (?:Event logged \[|Completion-Wait loop timed out|Command buffer timeout)/,
  ),
  line("iommu-fault", /^virtio_iommu \S+: \w+ fault from EP \d+/),
  {
    ...line(
      "iommu-fault",
      /^arm-smmu-v3 \S+: (?:event(?: 0x[\da-f]{2} received:$|: \w+ client: )|CMDQ error |unexpected (?:PRI request received|global error reported))/,
    ),
    // The raw or the decoded words of an event.
    goesOn: /^arm-smmu-v3 \S+: (?:\t0x[\da-f]{16}$|(?:un)?priv \w+ (?:read|write) s\d )/,
  },
  line(
    "iommu-fault",
    /^arm-smmu \S+: (?:Unhandled context fault: fsr=|Blocked unknown Stream ID|Unexpected global fault)/,
  ),
];

/** What the kernel does because of a report that it has just begun: no report of its own. */
export const sequel = /^Kernel panic - not syncing: (?:.*: )?(?:panic_on_warn set|Fatal exception)/;

/** Who asks all CPUs. */
const askers: readonly Rule["kind"][] = ["lockup", "rcu-stall", "hung-task"];

/** True for the second header of one report: what was done, and what came of it. */
export function continues(first: Rule, text: string, next: Rule | undefined): boolean {
  if (next === undefined) return false;
  if (sequel.test(text)) return first.kind !== "panic";
  if (next.kind === "ignored" && asked.test(text)) return askers.includes(first.kind);
  return (first.kind === "oops" || first.kind === "bug") && next.kind === "oops";
}

/** Tried in this order; the first that fits names the kind. */
export const rules: readonly Rule[] = [
  ...ignored,
  ...sanitizers,
  rule(
    "panic",
    "end-panic",
    /^Kernel panic - not syncing: /,
    60,
    /^(?:---\[ end Kernel panic|Rebooting in \d|Kernel Offset: |SMP: stopping)/,
  ),
  ...stalls,
  { ...rule("lockdep", "stack", spins, 60, /^ ?lock: \S+, \.magic: /), alone: true },
  rule(
    "lockdep",
    "stack",
    locks,
    300,
    /^-{10,}$|[ ,]at: (?:\[<[\da-f]+>\] )?\w+\+0x| suspicious rcu_|^inconsistent \{| (?:takes|to (?:acquire|release) lock.*):$/,
  ),
  rule(
    "atomic",
    "stack",
    /^BUG: (?:sleeping function called from invalid context at |scheduling while atomic: |scheduling in a non-blocking section: |assuming (?:atomic|non migratable) context at |using \S+ in preemptible |workqueue leaked )/,
    60,
    /^(?:in_atomic\(\)|caller is )/,
  ),
  rule("list", "end-trace", /^list_(?:add|del)\S* corruption|^slab_\w+ corruption/),
  rule("refcount", "end-trace", /^refcount_t: /),
  line("refcount", /^unregister_netdevice: waiting for \S+ to become free\. Usage count = /),
  rule("debug-objects", "end-trace", /^ODEBUG: /),
  // err_printk() in kernel/dma/debug.c.
  rule("dma-api", "end-trace", /^DMA-API: (?:\S+ \S+: |exceeded \d+ overlapping )/, 12),
  ...memory,
  ...interrupts,
  ...iommu,
  ...deviceRules.map(({ header, goesOn }) => ({
    ...line("device", header),
    ...(goesOn === undefined ? {} : { goesOn }),
  })),
  line("memory", /^VFS: (?:Busy inodes after unmount of|Close: file count is (?:0|zero))/),
  // What a subsystem calls a BUG itself, behind its pr_fmt(): `IPv6: BUG: Address … is missing its host route.`
  line("bug", /^[A-Za-z]\w*: BUG: /),
  rule("bug", "end-trace", /^kernel BUG at /),
  // The panic handler in rust/kernel/lib.rs: where, on the next line what, then a BUG().
  { ...rule("bug", "end-trace", /^rust_kernel: panicked at \S+:\d+:\d+:$/, 12), message: 6 },
  rule(
    "bug",
    "end-trace",
    /^Internal error: Oops - BUG: |^Kernel BUG \[#|^Kernel bug detected\[#|^monitor event: 0040 ilc:/,
  ),
  rule(
    "oops",
    "end-trace",
    oops,
    60,
    /^(?:#PF: |PGD |\*pdp|Mem abort info:|Internal error: |Faulting instruction|Failing address: |pgd = |\[[\da-f]{8,16}\] )/,
  ),
  // The unwinder of x86 with frame pointers, arch/x86/kernel/unwind_frame.c.
  line("warning", /^WARNING: kernel stack (?:regs|frame pointer) at \S+ in \S.* has bad (?:'\w+' )?value /),
  // Before 6.18 `WARNING: CPU: 0 PID: 88 at file.c:12 fn+0x1/0x2`, since then `WARNING: file.c:12 at fn+0x1/0x2, CPU#0: …`.
  rule("warning", "end-trace", /^WARNING: (?:CPU: \d+ PID: \d+ at \S+|\S+:\d+ at \S+)/),
  rule("other", "stack", /^sysfs: cannot create duplicate filename|^kobject_add_internal failed for /, 8),
  line("other", /^Uhhuh\. NMI received for unknown reason/),
  { ...rule("bug", "stack", /^BUG: /, 12), weak: true },
  { ...rule("warning", "stack", /^WARNING: /, 12), weak: true },
  { ...rule("other", "stack", /^INFO: /, 12), weak: true },
];

// What begins like a report and is part of another, or of no interest.
const never =
  /^(?:INFO: lockdep is turned off|INFO: NMI handler|INFO: Slab |INFO: Object |INFO: Freed in|INFO: Allocated in|rcu: INFO: Stall ended|INFO: Stall ended|sysrq: HELP|DMA-API: (?:preallocated|debugging))/;
const any = new RegExp(rules.map(({ header }) => header.source).join("|"));

/** The rule that a line begins a report by. */
export function findRule(text: string): Rule | undefined {
  if (!any.test(text) || never.test(text)) return undefined;
  return rules.find(({ header }) => header.test(text));
}
