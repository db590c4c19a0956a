// SPDX-License-Identifier: GPL-2.0-only
// Where in the kernel a report is from: the first function that is not the reporting, locking or waiting machinery.

// Machinery of reports, then of traps, allocators and lock debugging, then primitives that only pass on a caller's fault.
const machinery = [
  /^(?:dump_stack|show_stack|show_regs|print_|(?:__)?warn|report_bug|handle_bug|die\b|oops_|panic|fixup_exception|page_fault_oops)/,
  /^(?:exc_|asm_|do_(?:error_trap|user_addr_fault|trap)|handle_page_fault|kernelmode_fixup|bad_area|no_context|sysvec_)/,
  /^(?:kasan_|__kasan|__asan|__hwasan|check_memory_region|end_report|kfence_|__kfence|kcsan_|__tsan|ubsan_|__ubsan)/,
  /^(?:kmemleak_|(?:__)?kmalloc|kmem_cache_|kmalloc_|(?:__)?kfree|kvmalloc|slab_|___slab|__slab|free_to_partial|krealloc|kstrdup|kvasprintf|kasprintf|devm_k)/,
  /^(?:__lock_acquire|lock_acquire|lock_release|lockdep_|check_(?:noncircular|prev|deadlock)|validate_chain|mark_lock|(?:__)?debug_(?:check|object|print))/,
  /^(?:(?:__)?(?:mutex|down|up|rt_mutex|ww_mutex)_|_?_?raw_|_raw_(?:spin|read|write)|spin_|__might_|might_|___might|rcu_)/,
  /^(?:__schedule|schedule|io_schedule|wait_for_|__wait_for|do_wait_for|preempt_schedule|usleep|msleep)/,
  /^(?:refcount_|__refcount|__list_|list_|__free_irq|free_irq|devm_free_irq|__report_bad_irq|note_interrupt|__setup_irq|request_threaded_irq|iounmap|vfree|__vunmap)/,
  /^(?:bad_page|free_page|free_unref|__free_pages|watchdog_|trigger_|nmi_|arch_trigger|memcpy|memset|__memcpy|__memset|strlen|strcmp|kobject_add_internal|sysfs_|check_bytes_|__device_attach|device_add)/,
  /^(?:_copy_(?:to|from)_user|copy_(?:to|from)_user|rep_|native_|smp_call|__flush|queued_spin|lock_sock)/,
];

const rip = /^RIP: 0010:([\w.$]+)\+0x/;
const traced = /^\s+(?:\[<[\da-f]+>\] )?(\? )?([\w.$]+)\+0x[\da-f]+\/0x[\da-f]+/;
const inTitle = /\bin ([\w.$]+)(?:\+0x[\da-f]+\/0x[\da-f]+| \/ )/;

const isMachinery = (name: string): boolean => machinery.some((pattern) => pattern.test(name));
const plain = (name: string): string => name.replace(/\.(?:constprop|isra|part|cold)\.?\d*/g, "");

function candidates(text: readonly string[]): string[] {
  const names: string[] = [];
  const title = text
    .map((line) => inTitle.exec(line))
    .find((match) => match !== null && /KASAN|KFENCE|KCSAN/.test(match.input));
  if (title?.[1] !== undefined) names.push(title[1]);
  const handlers = text.indexOf("handlers:");
  const handler = handlers < 0 ? undefined : /\] (?:threaded )?([\w.$]+)/.exec(text[handlers + 1] ?? "")?.[1];
  if (handler !== undefined) names.push(handler);
  // lockdep prints the traces of earlier acquisitions first: those say where a lock was taken, not who complains.
  const begin = text.findIndex((line) => /^(?:Call Trace:| {2}backtrace|RIP: 0010:)/.test(line));
  for (const line of begin < 0 ? [] : text.slice(begin)) {
    const name = rip.exec(line)?.[1] ?? traced.exec(line)?.[2];
    // A `?` marks an address that happened to be on the stack.
    if (name !== undefined && traced.exec(line)?.[1] === undefined) names.push(name);
  }
  return names;
}

/** The first meaningful function of a report: that of `RIP:`, or the top of the trace without the machinery. */
export function functionOf(text: readonly string[]): string | undefined {
  const names = candidates(text).map(plain);
  return names.find((name) => !isMachinery(name)) ?? names[0];
}
