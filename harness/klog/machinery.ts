// SPDX-License-Identifier: GPL-2.0-only
// Functions that stand at the top of a stack trace and are not to blame: each row passes on what its caller did.
// The table is in the spirit of syzkaller's pkg/report (its "skip" lists), by what the functions are for.

const rows: readonly RegExp[] = [
  // Reports print themselves.
  /^(?:dump_stack|dump_backtrace|show_stack|show_regs|show_trace|unwind_backtrace|walk_stackframe|print_|(?:__)?warn(?:_|$)|warn_slowpath|__warn|report_bug|handle_bug|find_bug|bug_handler|die(?:_|$)|__die|oops_|panic|fixup_exception|page_fault_oops)/,
  /^(?:report_(?:early|circular)|print_circular|check_panic|nmi_panic|crash_|machine_kexec|sched_show_task|show_state|debug_show)/,
  // Traps: x86, then arm64 and arm, riscv, powerpc, s390, mips.
  /^(?:exc_|asm_|do_(?:error_trap|user_addr_fault|trap|kern_addr_fault|general_protection|invalid_op|double_fault)|handle_page_fault|handle_invalid_op|kernelmode_fixup|bad_area|__bad_area|no_context|sysvec_|__sysvec|page_fault$|irqentry_|common_interrupt)/,
  /^(?:el[01]h?_(?!svc)|el[01]t_|do_(?:mem_abort|translation_fault|page_fault|bad_area|sea$|serror|alignment_fault|debug_exception|DataAbort|PrefetchAbort|undef)|die_kernel_fault|__do_kernel_fault|call_break_hook|brk_handler|bug_brk|arm64_serror|early_brk|debug_exception_handler|__(?:dabt|pabt|und|irq)_(?:svc|usr)|arm_notify_die|ret_from_exception|handle_exception|handle_kernel_page_fault|die_kernel_fault)/,
  /^(?:data_access_common|hardware_interrupt_common|decrementer_common|program_check|_exception|bad_page_fault|__bad_page_fault|do_program_check|interrupt_return|___do_page_fault|hash__do_page_fault|do_hash_fault|__do_pgm_check|pgm_check|do_protection_exception|do_dat_exception|tlb_do_page_fault|do_(?:bp|tr|ade|ri)$|ret_from_irq|handle_\w+_int$)/,
  // Sanitizers.
  /^(?:kasan_|__kasan|__asan|__hwasan|hwasan_|check_memory_region|check_region_inline|memory_is_|end_report|address_range|kfence_|__kfence|kcsan_|__tsan|kmsan_|__msan|ubsan_|__ubsan|handle_overflow|instrument_(?:atomic|read|write|copy))/,
  // Allocators.
  /^(?:kmemleak_|_*kmalloc|__do_kmalloc|kmem_cache_|kmalloc_|kzalloc|kcalloc|(?:__)?kfree|kvfree|kvmalloc|slab_|___slab|__slab|do_slab|free_to_partial|krealloc|kstrdup|kmemdup|kvasprintf|kasprintf|devm_k|(?:__)?vmalloc|(?:__)?alloc_pages|alloc_slab|new_slab|allocate_slab|free_debug_processing|free_consistency|alloc_debug|on_freelist|object_err|check_object|check_slab|free_slab|__free_slab|discard_slab|___cache_free|cache_grow|mempool_|memdup_user|strndup_user)/,
  // Lock debugging, locks, RCU.
  /^(?:__lock_acquire|lock_acquire|lock_release|__lock_release|lock_sync|lockdep_|check_(?:noncircular|prev|deadlock|irq_usage|wait_context|usage|flush_dependency)|validate_chain|mark_lock|mark_usage|mark_held|register_lock|assign_lock_key|lock_is_held|match_held|(?:__)?debug_(?:check|object|print|mutex|locks)|valid_state|spin_(?:bug|dump)|rwlock_bug|do_raw_)/,
  /^(?:(?:__)?(?:mutex|down|up|rt_mutex|ww_mutex|rwsem|percpu_down|percpu_up)_|down$|up$|__down|rt_spin|_?_?raw_|_raw_(?:spin|read|write)|__raw_|(?:__)?(?:read|write)_lock|spin_|__might_|might_|___might|rcu_|__rcu_|synchronize_rcu|seqcount_|queued_|osq_|arch_spin|lock_sock|__local_bh|local_bh|_local_bh|test_and_set_bit|atomic_|arch_atomic|raw_atomic|percpu_ref)/,
  // Waiting.
  /^(?:__schedule|schedule|io_schedule|wait_for_|__wait_for|do_wait_for|preempt_schedule|__cond_resched|cond_resched|usleep|msleep|__switch_to|context_switch|wait_on_|__wait_on|bit_wait|out_of_line_wait|flush_work|__flush|flush_workqueue|__cancel_work|cancel_work_sync|cancel_delayed_work|kthread_stop|synchronize_|swait_|rtlock_|hrtimer_nanosleep|do_nanosleep)/,
  // Watchdogs and the timer interrupt that they run in.
  /^(?:watchdog_|trigger_|nmi_|arch_trigger|default_do_nmi|end_repeat_nmi|rcu_sched_clock|update_process_times|tick_|(?:__)?hrtimer_|__run_hrtimer|local_apic_timer|smp_apic|smp_call|generic_exec|csd_|__smp_call|on_each_cpu|arch_timer_handler|timer_interrupt|riscv_timer|tick_handle|perf_(?:event|trace)|apic_timer|handle_percpu_devid|generic_handle_(?:arch_irq|domain_irq|irq)$|gic_handle|call_on_irq_stack|do_interrupt_handler|do_irq$|irq_exit|__irq_exit|invoke_softirq|check_cpu_stall|print_cpu_stall|dump_cpu_task)/,
  // Interrupt bookkeeping, lists, reference counts, releasing by device resources.
  /^(?:refcount_|__refcount|kref_|__list_|list_|hlist_|plist_|__free_irq|free_irq|devm_free_irq|__report_bad_irq|note_interrupt|__setup_irq|request_threaded_irq|devm_request_threaded|iounmap|vfree|__vunmap|vunmap|remove_vm_area)/,
  /^(?:bad_page|free_page|free_unref|__free_pages|__free_one_page|free_pcp|memcpy|memset|memmove|memcmp|__memcpy|__memset|__memmove|__pi_mem|str(?:len|nlen|cmp|ncmp|cpy|lcpy|scpy|cat|chr)|sized_strscpy|kobject_(?:add_internal|put|get)|sysfs_|check_bytes_|__device_attach|device_add|native_|fortify_panic|__fortify|usercopy_abort|__check_(?:object|heap)|check_object_size|__stack_chk)/,
  /^(?:_copy_(?:to|from)|copy_(?:to|from)_user|_?_?arch_copy|raw_copy|__copy_(?:to|from)|rep_|copy_user|__(?:get|put)_user|get_user|put_user|debug_dma_|check_(?:unmap|sync|for_stack|for_illegal)|dma_(?:unmap|map|free|alloc|sync)_|dmam_|err_printk|debug_smp_processor|check_preemption|__this_cpu_preempt|add_taint|rust_begin_unwind)/,
];

/** True for a function that only passes on what its caller did. */
export function isMachinery(name: string): boolean {
  return rows.some((row) => row.test(name));
}

/** Where a trace leaves what the report is about: system call entries, threads, boot. */
const entries =
  /^(?:do_syscall_|entry_|x64_sys_|__x64_sys|__se_sys|__do_sys|__ia32|__arm64_sys|__riscv_sys|__s390x?_sys|sys_|invoke_syscall|el0|el1_|ret_(?:from|fast|to)|kthread$|worker_thread$|process_one_work$|start_kernel|x86_64_start|secondary_start|system_call|syscall_|handle_(?:syscall|sys)|__do_syscall|do_el0|cpu_startup_entry|do_idle)/;

/** True for a function at which a trace's own story ends. */
export const isEntry = (name: string): boolean => entries.test(name);
