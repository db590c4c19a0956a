// SPDX-License-Identifier: GPL-2.0-only
// Where a report ends. Kernel reports have a marker at the end, or a stack trace, or are one line.
import type { LogLine } from "./log.ts";
import { ruleOf, type Rule } from "./rules.ts";

/** The line before the message of a WARN or BUG. */
export const cutHere = /^-+\[ cut here \]-+$/;
const endTrace = /^---\[ end trace \S+ \]---$/;
const endPanic = /^---\[ end Kernel panic/;
/** The ruler above and below a sanitizer's report, and above lockdep's. */
export const bar = /^={10,}$/;
const trace = /^Call Trace:|^stack backtrace:|^ {2}backtrace/;
/** The line that dump_stack() begins with. */
export const dumpStack = /^CPU: \d+ (?:UID: \d+ )?PID: \d+ Comm: /;
const frame =
  /^\s+(?:\? )?[\w.$]+\+0x[\da-f]+\/0x[\da-f]+|^\s+(?:\[<[\da-f]+>\] )|^\s*<\/?(?:TASK|IRQ|NMI|#\w+|EXCEPTION|SOFTIRQ)>/;
const opens = /^\s*<(TASK|IRQ|NMI)>/;
// What dump_stack(), show_regs(), lockdep and die() print around a trace.
const around = [
  /^(?:CPU: \d+ |Hardware name: |Modules linked in:|Unloaded tainted|Workqueue: |Tainted: |Call Trace:|stack backtrace:)/,
  /^(?:(?:RIP|RSP|RAX|RDX|RBP|R10|R13|FS|CS|CR2|CR3|DR0|DR3|PKRU|Code|ORIG_RAX|EAX|ESI|DS|note): ?|#PF: |PGD |Oops: |SMP|KASAN: )/,
  /^(?:RDX|RBP|R\d\d|EAX|EDX|ESI|CR0|DR\d)\b/,
  /^(?:irq event stamp: |(?:hard|soft)irqs last |in_atomic\(\)|preempt_count: |RCU nest depth: |INFO: lockdep is turned off)/,
  /^(?:\d+ locks? held by |no locks held by | #\d+: |Preemption disabled at:|Last potentially related work|Showing all locks)/,
  /^(?:handlers:|threaded |\[<[\da-f]+>\]|Disabling IRQ #|---\[ end |Kernel Offset: |Rebooting in |Disabling lock debugging)/,
  /^(?:task:|page:|page dumped |flags: |raw: |head: |page_type: |page_owner |Mem-Info:|rcu: |Sending NMI |NMI backtrace |\t)/,
  /^(?:Fixing recursive fault|Dumping ftrace|Memory state around|The buggy address |FIX |Object |Redzone |Padding )/,
];

/** True for a line that has no meaning outside a report. */
export function isReportish(text: string): boolean {
  return frame.test(text) || around.some((pattern) => pattern.test(text));
}

/** True for the lines that prove a report: a stack trace or what is printed with one. */
export function isEvidence(text: string): boolean {
  return trace.test(text) || dumpStack.test(text) || /^(?:Modules linked in:|RIP: 0010:)/.test(text);
}

function find(lines: readonly LogLine[], from: number, to: number, marker: RegExp): number | undefined {
  for (let i = from; i < Math.min(to, lines.length); i++) {
    const text = lines[i]?.text ?? "";
    if (marker.test(text)) return i;
    // The next report, or the next boot: the marker never came.
    if (cutHere.test(text) || text.startsWith("Linux version ")) return undefined;
  }
  return undefined;
}

/** The end of the stack trace that begins at `at`: lines of others may stand inside while it is open. */
function closeTrace(lines: readonly LogLine[], at: number): number {
  const open = opens.exec(lines[at + 1]?.text ?? "")?.[1];
  if (open === undefined) return at;
  return find(lines, at + 2, at + 150, new RegExp(`^\\s*</${open}>`)) ?? at;
}

function lastReportish(lines: readonly LogLine[], from: number): number {
  let last = from;
  for (let i = from + 1; i < lines.length; i++) {
    const text = lines[i]?.text ?? "";
    if (text === "") continue;
    if (!isReportish(text)) break;
    last = trace.test(text) ? closeTrace(lines, i) : i;
    i = last;
  }
  return last;
}

function stackEnd(lines: readonly LogLine[], start: number, body: number): number {
  for (let i = start + 1; i <= start + body && i < lines.length; i++) {
    const text = lines[i]?.text ?? "";
    if (/^(?:Call Trace:| {2}backtrace)/.test(text)) return lastReportish(lines, closeTrace(lines, i));
    if (cutHere.test(text) || (ruleOf(text) !== undefined && !isReportish(text))) break;
  }
  return lastReportish(lines, start);
}

/** The last line of the report whose header is at `start`. */
export function endOf(lines: readonly LogLine[], start: number, rule: Rule): number {
  if (rule.ends === "line") return start;
  const marker = { "end-trace": endTrace, bar, "end-panic": endPanic, stack: undefined }[rule.ends];
  const marked = marker === undefined ? undefined : find(lines, start + 1, start + 400, marker);
  if (marked === undefined) return stackEnd(lines, start, rule.body);
  return rule.ends === "bar" ? marked : lastReportish(lines, marked);
}
