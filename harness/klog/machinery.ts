// SPDX-License-Identifier: GPL-2.0-only
// Functions that stand at the top of a stack trace and are not to blame: each row passes on what its caller did.
// Which functions those are follows syzkaller's pkg/report, since its titles are what the mailing lists search for;
// what only one kind of complaint passes over is in blame.ts.

const rows: readonly RegExp[] = [
  // Reports print themselves, on x86 from inside a trap.
  /dump_stack|show_stack|show_regs|walk_stack|dump_backtrace|unwind_backtrace|arch_stack_walk|stack_trace_(?:save|consume_entry)|^save_stack|panic|printk|va_format|^print_|print_(?:tainted|usage_bug|report|unlock|hex_dump)|hex_dump_to_buffer|add_taint|^get_taint$|page_fault_oops|^__?die(?:_|$)|^oops_/,
  /__warn|warn_slowpath|warn_alloc|warn_bogus|report_bug|fixup_bug|handle_bug|invalid_op|do_error|_trap$|do_trap|imbalance_bug|assertfail|^ass(?:fail|warn)$|^exc_|^asm_exc_|rust_begin_unwind|program_check_(?:exception|common)/,
  // Page faults and breakpoints on arm64, arm, riscv, powerpc, s390 and mips.
  /do_(?:kernel|translation)_fault|do_mem_abort|el1_(?:abort|dbg|brk64)|el1h_64_sync|^__do_kernel_fault|^die_kernel_fault|^call_break_hook|^b(?:ug_)?brk_handler|^bug_handler|^early_brk|^do_el1_brk|^handle_exception|^do_(?:DataAbort|PrefetchAbort|undefinstr)|^__(?:dabt|pabt|und)_svc|^___do_page_fault|^data_access_common|^(?:__)?do_pgm_check|^do_(?:bp|tr|ade|ri)$/,
  // Sanitizers and what they instrument.
  /__sanitizer|__asan|hwasan|kasan|__msan|kmsan|kcsan_setup_watchpoint|^__tsan|kfence_|^__ubsan|ubsan_|handle_overflow|check_memory_region|check_heap_object|check_object|read_word_at_a_time|(?:read|write)_once_.*nocheck|^end_report$/,
  // Tracing.
  /perf_trace|(?:trace|lockdep)_(?:hard|soft)irq|^trace_event_raw/,
  // Allocators: pages, slabs, folios, vmalloc.
  /alloc_page|(?:m|z|c)alloc|krealloc|kmem_cache|allocate_slab|slab_|_frozen_pages_noprof|folio_(?:alloc|unlock)|filemap_alloc_folio|__filemap_get_folio|find_or_create_page|do_read_cache_folio|read_cache_page|pagecache_get_page|grab_cache_page_write_begin|^k?v?z?free(?:_sensitive)?$|memdup|strn?dup|kv?asprintf|^kmemleak_/,
  // Lock debugging and locks.
  /lockdep|lock_acquire|lock_release|lock_class|mark_lock|held_locks|^check_(?:noncircular|prev|deadlock|irq_usage|wait_context|usage)|^validate_chain$|^valid_state$|bh_(?:enable|disable)|raw_spin_rq|spin_(?:lock|trylock|unlock)|(?:read|write)_(?:lock|trylock|unlock)|^down$|down_(?:read|write|trylock)|up_(?:read|write)|^(?:__)?mutex_|^rt_mutex_|owner_on_cpu|osq_(?:un)?lock|seqprop_assert|^(?:un)?lock_page|__might_|might_(?:fault|sleep)|lock_timer_base/,
  // Atomics, reference counts, lists, trees and other containers.
  /atomic(?:64)?_(?:dec|inc|read|set|or|xor|and|add|sub|fetch|xchg|cmpxchg|try)|(?:set|clear|change|test)_bit|^refcount_|^kref_|ref_tracker|list_(?:add|del|replace|move|splice)|^klist_|^(?:__)?rb_|xas_(?:start|load|find)|rhashtable_lookup|ida_free|find_lock_entries|truncate_inode_pages_range/,
  // Strings, user memory, checksums, port and memory-mapped registers.
  /mem(?:cpy|cmp|set|chr|move)|str(?:n?cmp|l?cpy|ncpy|scpy|n?len|n?str|chr)|string|pointer|snprintf|scnprintf|__fortify_report|copy_(?:to|from)_(?:user|iter)|copy_(?:page|folio)_(?:to|from)_iter|^copy(?:in|out)$|[gp]ut_user|get_user|extract_(?:user|iter)_to_sg|^crc\d+|crc_itu_t|(?:read|write)[bwlq]$|logic_(?:in|out)|_indirect_thunk_|__phys_addr/,
  // Timers, work queues, completions and threads that are waited for.
  /debug_object|(?:timer|work)_is_static_object|del_timer|__timer_delete_sync|__mod_timer|sk_stop_timer_sync|flush_work|cancel_(?:work|delayed_work)_sync|__cancel_work_timer|try_to_grab_pending|(?:drain|destroy)_workqueue|queue_(?:delayed_)?work|insert_work|finish_wait|__wake_up|^complete$|wait_for_completion|kthread_stop|cleanup_srcu_struct/,
  // The driver core: whoever registers or removes a device is to blame for how.
  /kobject_|add_uevent_var|get_device_parent|device_(?:add|del|unregister|destroy|release|for_each_child|remove_file)|^put_device$|devres_release_all|sysfs_remove|dev_(?:info|notice|warn|err|alert|crit|emerg)|hwrng_unregister|i2c_del_adapter|__unregister_client|rollback_registered|unregister_netdev|tty_unregister_device|kfree_skb/,
  /^(?:devm_)?request_(?:threaded_|any_context_)?irq$|^__setup_irq$|^(?:devm_|__)?free_irq$/,
  /dummy_urb_enqueue|usb_kill_(?:urb|anchored_urbs)|usb_control_msg|usb_(?:hcd_)?submit_urb/,
  // Inodes and directory entries that are put, and their pages.
  /^iput(?:_final)?$|^ihold$|drop_nlink|dput|truncate_cleanup_folio|^ifs_free$/,
];

const printing = rows.slice(0, 2);

/** True for a function that prints the report: never to blame, even where nobody else is named. */
export function isPrinting(name: string): boolean {
  return printing.some((row) => row.test(name));
}

/** True for a function that only passes on what its caller did. */
export function isMachinery(name: string): boolean {
  return rows.some((row) => row.test(name));
}

/** Where a trace leaves what the report is about: system call entries, threads, boot. */
const entries =
  /^(?:do_syscall_|entry_|x64_sys_|__x64_sys|__se_sys|__do_sys|__ia32|__arm64_sys|__riscv_sys|__s390x?_sys|sys_|invoke_syscall|el0|el1_|ret_(?:from|fast|to)|kthread$|worker_thread$|process_one_work$|start_kernel|x86_64_start|secondary_start|system_call|syscall_|handle_(?:syscall|sys)|__do_syscall|do_el0|cpu_startup_entry|do_idle)/;

/** True for a function at which a trace's own story ends. */
export const isEntry = (name: string): boolean => entries.test(name);

// What the field's names for system calls leave out, in this order.
const entryPrefixes =
  /^(?:SYSC_|SyS_|sys_)|^(?:__x64_|__ia32_|__arm64_|____sys_|___sys_|__sys_|__do_sys_|__se_|compat_SYSC_|compat_SyS_|ksys_)/;

/** A function as titles have it: a system call by its own name, without what each architecture and release wraps it in. */
export const calledIn = (name: string): string => name.replace(entryPrefixes, "");
