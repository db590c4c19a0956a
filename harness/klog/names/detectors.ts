// SPDX-License-Identifier: GPL-2.0-only
// Stalls, hangs, sleeping where that is forbidden, interrupts, and everything that WARNs.
import { named, numbers, whole, type Name } from "./name.ts";
import { usb } from "./usb.ts";

/** What watches for stalls and for misuse says. */
export const detectors: readonly Name[] = [
  named(/blocked (?:in I\/O wait )?for more than/, "INFO: task hung", { kind: "hung-task", pick: "waiting" }),
  named(/can't die for more than/, "INFO: task can't die", { kind: "hung-task", skip: /schedule/ }),
  named(/soft lockup/, "BUG: soft lockup", { pick: "stuck" }),
  named(/[Hh]ard LOCKUP/, "BUG: hard lockup", { pick: "stuck" }),
  named(/workqueue lockup/, "BUG: workqueue lockup", {
    below: /^Showing backtraces of (?:busy|running) workers/,
    pick: "stuck",
  }),
  named(/./, "INFO: rcu detected stall", {
    ...{ kind: "rcu-stall", pick: "stuck", skip: /apic_timer_interrupt|rcu/ },
    // Above the interrupt stands the detector, below it what was interrupted.
    below: /apic_timer_interrupt|^Exception stack|el1h_64_irq/,
  }),
  named(/^BUG: scheduling while atomic/, "BUG: scheduling while atomic", { skip: /schedule/ }),
  named(
    /^BUG: (sleeping function called from invalid context|scheduling in a non-blocking section|assuming (?:atomic|non migratable) context)/,
    ([, what]) => `BUG: ${what}`,
  ),
  named(/^BUG: (using \S+) in preemptible/, ([, what]) => `BUG: ${what} in preemptible code`, {
    skip: /dump_stack|preemption|preempt|debug_|processor_id|this_cpu/,
  }),
  named(/^BUG: workqueue leaked/, "BUG: workqueue leaked lock or atomic", {
    ...{ said: /last function: ([A-Za-z_]\w*)/, surely: true },
  }),
  named(/./, "WARNING: refcount bug", { kind: "refcount", skip: /refcount|kobject_/ }),
  named(/./, "WARNING: ODEBUG bug", {
    kind: "debug-objects",
    skip: /debug_|rcu|hrtimer_|timer_|work_|percpu_|vunmap|vfree|__free_|kobject_/,
  }),
  named(/^DMA-API: (?:\S+ \S+: )?(.+?)(?: ?\[|$)/, ([, what]) => `DMA-API: ${what}`, {
    ...{
      kind: "dma-api",
      skip: /debug_dma|dma_debug_(?!device_change)|check_|dma_(?:unmap|map|free|alloc|sync)_|err_printk/,
    },
  }),
];

/** What the interrupt core and the driver core say. */
export const interrupts: readonly Name[] = [
  named(/nobody cared/, "irq: nobody cared"),
  named(/bogus return value/, "irq: bogus return value"),
  named(/^genirq: Flags mismatch irq \d+\. [\da-f]+ \((.*?)\)/, ([, who]) => `genirq: flags mismatch for ${who}`),
  named(/already-free IRQ/, "WARNING: trying to free an already-free IRQ", { skip: /free_irq/ }),
  named(/^sysfs: cannot create duplicate filename/, "sysfs: cannot create duplicate filename", {
    skip: /sysfs_|create_link/,
  }),
];

const stackWord = /^WARNING: kernel stack (regs|frame pointer) at \S+ in .+? has bad (?:'([^']+)' )?value/;

/** What a subsystem says of itself. */
export const subsystems: readonly Name[] = [whole(/^[A-Za-z]\w*: (BUG: .+)/, ([, what = ""]) => numbers(what), "bug")];

/** What is left where the log ends. */
export const ends: readonly Name[] = [
  whole(/^-+\[ cut here \]-+$/, "a report that the end of the log cuts off", "other"),
];

/** WARNs, by the file that they stand in. */
export const warnings: readonly Name[] = [
  whole(
    stackWord,
    ([, what, which]) => `WARNING: kernel stack ${what} has bad ${which === undefined ? "" : `'${which}' `}value`,
  ),
  named(/^WARNING: .*lib\/debugobjects\.c/, "WARNING: ODEBUG bug", {
    skip: /debug_|rcu|hrtimer_|timer_|work_|percpu_|vunmap|vfree|__free_|kobject_/,
  }),
  named(/^WARNING: .*mm\/usercopy\.c/, "WARNING: bad usercopy", { skip: /usercopy|__check/ }),
  named(/^WARNING: .*lib\/kobject\.c/, "WARNING: kobject bug", { skip: /kobject_/ }),
  named(/^WARNING: .*fs\/proc\/generic\.c.* (?:proc_register|at)/, "WARNING: proc registration bug", { skip: /proc_/ }),
  named(/^WARNING: .*lib\/refcount\.c/, "WARNING: refcount bug", { skip: /refcount|kobject_/ }),
  named(/^WARNING: .*kernel\/locking\/lockdep\.c.*lock_/, "WARNING: locking bug", { skip: /lock_sock|release_sock/ }),
  named(/^WARNING: .*mm\/.*\.c.* k?.?malloc/, "WARNING: kmalloc bug", { skip: /kmalloc|krealloc|slab|kmem/ }),
  named(/^WARNING: .*mm\/vmalloc\.c.*__vmalloc_node/, "WARNING: zero-size vmalloc"),
  named(/^WARNING: .* usb_submit_urb/, "WARNING", { skip: usb, after: "/usb_submit_urb" }),
  named(/./, "WARNING", { kind: "warning" }),
  named(/./, "WARNING", { kind: "list" }),
];
