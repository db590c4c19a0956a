// SPDX-License-Identifier: GPL-2.0-only
// Which function a report is about. What complains is rarely what is wrong: each kind of complaint says elsewhere who
// did it, and has machinery of its own between the two.
import { programCounter, frameAt, parseFrame, suspectFrames, isCounter, isTraceBegin, type Frame } from "./frame.ts";
import { calledIn, isMachinery, isPrinting } from "./machinery.ts";

/** How to find the function to blame in reports of one kind. */
export interface Blame {
  /** Passed over in this kind, as well as the machinery of all. */
  readonly skip?: RegExp;
  /** The functions that these lines name come first; the first group is the function. */
  readonly said?: RegExp;
  /** As many of those lines as may be asked; one by default. */
  readonly asked?: number;
  /** What `said` names is to blame even if it is machinery. */
  readonly surely?: boolean;
  /** The stack trace below the first line that fits this one is the one that counts. */
  readonly below?: RegExp;
  /** The call that a stuck CPU came from, or what a task waits for, rather than the first function. */
  readonly pick?: "stuck" | "waiting";
}

/** Where a loop that never ends was entered: below these, the stack is another at each look. */
const anchors =
  /process_one_work|process_scheduled_works|do_(?:fast_)?syscall_|sysenter_dispatch|tracesys_phase2|el0_svc_handler|invoke_syscall|ret_fast_syscall|netif_receive_skb|do_softirq|handle_softirqs|call_timer_fn|_run_timers|run_timer_softirq|hrtimer_run|run_ksoftirqd|smpboot_thread_fn|^kthread$|start_secondary|cpu_startup_entry|ret_from_fork|vfs_(?:iter_)?(?:read|write)$|do_iter_(?:read|write)|call_(?:read|write)_iter|new_sync_(?:read|write)|vfs_ioctl|ksys_ioctl|compat_(?:sys_)?ioctl|blkdev_(?:driver_)?ioctl|^call_mmap|mmap_region|do_mmap|do_dentry_open|vfs_open|^(?:__)?sock_(?:sendmsg|recvmsg|release|mmap|do_ioctl|ioctl)|sock_common_setsockopt|kernel_(?:setsockopt|listen|accept)|^(?:setsockopt|listen|accept)$|sk_common_release|^(?:nf|rt)netlink_rcv_msg|^netlink_dump|^(?:sys_)?(?:socketpair|connect|ioctl)|__do_fault|do_page_fault|^page_fault$|__fput|task_work_run|exit_to_user|smp_call_function|tasklet_(?:hi_)?action/;

function stuckIn(frames: readonly Frame[]): Frame | undefined {
  const at = frames.findIndex(({ name }) => anchors.test(calledIn(name)));
  const anchor = frames[at];
  // Whoever waits for another CPU's answer: the callee is another in each release.
  if (anchor?.name.includes("smp_call_function")) return { ...anchor, name: "smp_call_function" };
  return at < 0 ? frames[0] : frames[Math.max(at - 1, 0)];
}

const waits =
  /sched|_lock|_slowlock|down|rwsem|completion|kthread|wait|synchronize|context_switch|__switch_to|cancel_delayed_work|rcu_barrier|sleep/;
/** Tasks of all kinds wait for these: it is the same defect whoever they are. */
const crowds: readonly [RegExp, string | undefined][] = [
  [/rtnl_lock/, undefined],
  [/synchronize_(?:rcu|srcu|net|sched)/, "synchronize_rcu"],
];

function waitingIn(frames: readonly Frame[]): Frame | undefined {
  for (const frame of frames)
    for (const [pattern, name] of crowds) if (pattern.test(frame.name)) return { ...frame, name: name ?? frame.name };
  return frames.find(({ name }) => !waits.test(name));
}

function saidIn(text: readonly string[], { said, asked = 1 }: Blame): Frame[] {
  if (said === undefined) return [];
  return text.flatMap((line) => frameAt(said.exec(line)?.[1]) ?? []).slice(0, asked);
}

function traceBelow(text: readonly string[], line: RegExp): Frame[] {
  const at = text.findIndex((one) => line.test(one));
  if (at < 0) return [];
  const frames: Frame[] = [];
  for (const one of text.slice(at + 1)) {
    if (isTraceBegin(one) && !isCounter(one) && frames.length > 0) break;
    frames.push(...[programCounter(one) ?? parseFrame(one)].flatMap((frame) => frame ?? []));
  }
  return frames;
}

/** The function to blame, with its file where that is known; undefined if the report names none. */
export function findGuilty(text: readonly string[], blame: Blame = {}): Frame | undefined {
  const said = saidIn(text, blame);
  if (blame.surely === true && said[0] !== undefined) return said[0];
  const below = blame.below === undefined ? [] : traceBelow(text, blame.below);
  const all = suspectFrames(text);
  const frames = [...said, ...(below.length > 0 ? below : all)];
  const fit = frames.filter(({ name }) => !isMachinery(name) && blame.skip?.test(name) !== true);
  const picked =
    blame.pick === "stuck" ? stuckIn(fit) : blame.pick === "waiting" ? (waitingIn(fit) ?? waitingIn(frames)) : fit[0];
  const first = picked ?? frames.find(({ name }) => !isPrinting(name)) ?? frames[0];
  if (first === undefined || first.file !== undefined) return first;
  return all.find(({ name, file }) => name === first.name && file !== undefined) ?? first;
}
