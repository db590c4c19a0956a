// SPDX-License-Identifier: GPL-2.0-only
// Who is to blame: not whoever complains, nor whoever is called by everybody, but the first below them.
import test from "ava";
import { judge } from "./judge.ts";

const cpu = "CPU: 0 UID: 0 PID: 97 Comm: labtool Not tainted 6.12.117 #1";
const frames = (names: readonly string[]): string[] =>
  names.map((name) => (name.startsWith("<") ? ` ${name}` : ` ${name}+0x44/0x60`));

/** A WARNING that the first function gives, called by the others. */
function warning([first = "", ...callers]: readonly string[]): string {
  const at = `${first}+0x44/0x60`;
  return [
    ...["------------[ cut here ]------------", `WARNING: CPU: 0 PID: 97 at drivers/uio/a.c:12 ${at}`, cpu],
    ...[`RIP: 0010:${at}`, "Call Trace:", ...frames(["<TASK>", ...callers, "</TASK>"])],
    "---[ end trace 0000000000000000 ]---",
  ].join("\n");
}

const passedOver: Readonly<Record<string, readonly string[]>> = {
  "references that are tracked": ["ref_tracker_free", "ref_tracker_dir_exit"],
  "counted references": ["refcount_warn_saturate", "kref_get", "kobject_put"],
  "USB requests": ["usb_kill_urb", "usb_kill_anchored_urbs", "usb_submit_urb", "usb_control_msg"],
  "KASAN's hooks": ["kasan_check_range", "__asan_report_load4_noabort", "check_memory_region"],
  "KCOV's hooks": ["__sanitizer_cov_trace_pc", "__sanitizer_cov_trace_cmp4"],
  "other sanitizers' hooks": ["__msan_warning", "__tsan_read8", "hwasan_check", "__ubsan_handle_out_of_bounds"],
  "tracing hooks": ["perf_trace_lock", "trace_hardirqs_on", "trace_event_raw_event_sched_switch"],
  "the entry of exceptions": ["exc_invalid_op", "asm_exc_invalid_op", "handle_bug"],
  "waiting for timers": ["del_timer_sync", "__mod_timer", "__timer_delete_sync", "lock_timer_base"],
  "waiting for work": ["__flush_work", "cancel_work_sync", "cancel_delayed_work_sync", "drain_workqueue"],
  "queueing work": ["__queue_delayed_work", "queue_delayed_work_on", "insert_work"],
  checksums: ["crc32_le", "crc16", "crc_itu_t"],
  lists: ["__list_del_entry_valid_or_report", "list_add_tail", "klist_put"],
  strings: ["strlen", "strscpy", "strnstr", "snprintf", "kasprintf"],
  memory: ["memcpy", "__memset", "memchr", "memdup_user", "_copy_from_user", "_copy_to_iter"],
  "the slab allocator": ["__kmalloc_noprof", "kmem_cache_alloc_noprof", "kvzalloc", "kfree", "slab_free"],
  "the page allocator": ["__alloc_pages_noprof", "alloc_pages_mpol", "__alloc_frozen_pages_noprof"],
  locks: ["_raw_spin_lock_irqsave", "__mutex_lock", "down_write", "up_read", "lock_acquire", "mark_lock"],
  "checks of context": ["__might_sleep", "__might_fault", "__local_bh_enable_ip"],
  atomics: ["atomic_dec_and_test", "set_bit", "test_bit"],
  "the driver core": ["device_del", "device_unregister", "sysfs_remove_group", "dev_err"],
  "the core of interrupts": ["free_irq", "request_threaded_irq", "__setup_irq"],
  registers: ["readl", "writel", "readq", "logic_inb"],
};

for (const [what, machinery] of Object.entries(passedOver))
  test(`${what}: who calls them is to blame`, (t) => {
    for (const name of machinery)
      t.like(judge(warning([name, "igb_reset", "igb_probe"])), { 0: { at: "igb_reset" }, length: 1 }, name);
    t.is(judge(warning([...machinery, "igb_reset"]))[0]?.title, "WARNING in igb_reset");
  });

test("who is none of those is to blame, though it is called by many", (t) => {
  for (const name of ["uio_msi_release", "igb_clean_rx_irq", "pci_disable_msix", "napi_complete_done"])
    t.is(judge(warning([name, "igb_reset"]))[0]?.title, `WARNING in ${name}`);
});

test("where nothing else is left, whoever complains is named, and never who prints the complaint", (t) => {
  t.is(judge(warning(["memcpy"]))[0]?.title, "WARNING in memcpy");
  t.is(judge(warning(["__warn", "memcpy"]))[0]?.title, "WARNING in memcpy");
});

/** A CPU that is stuck in the first function. */
const stuck = ([first = "", ...callers]: readonly string[]): string =>
  [
    ...["watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [labtool:97]", cpu, `RIP: 0010:${first}+0x44/0x60`],
    ...["Call Trace:", ...frames(["<TASK>", ...callers, "</TASK>"])],
  ].join("\n");

test("a stall is named by the call that it came from: where it is seen is another at each look", (t) => {
  const called = ["igb_watchdog_task", "process_one_work", "worker_thread", "kthread"];
  const ways = [
    [["igb_rd32", "igb_update_stats", ...called], "igb_watchdog_task"],
    [["native_queued_spin_lock_slowpath", "_raw_spin_lock", ...called], "igb_watchdog_task"],
    [["igb_poll", "uio_release", "__fput", "task_work_run", "exit_to_user_mode_loop"], "uio_release"],
    [["igb_poll", "igb_clean", "exit_to_user_mode_loop", "do_syscall_64"], "igb_clean"],
    [["uio_poll_all", "uio_ioctl", "__x64_sys_ioctl", "do_syscall_64"], "uio_ioctl"],
    [["csd_lock_wait", "smp_call_function_many_cond", "on_each_cpu_cond_mask", "flush_tlb_all"], "smp_call_function"],
  ] as const;
  for (const [path, name] of ways) t.is(judge(stuck(path))[0]?.title, `BUG: soft lockup in ${name}`);
});
