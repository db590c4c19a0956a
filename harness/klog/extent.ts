// SPDX-License-Identifier: GPL-2.0-only
// Where a report ends. Kernel reports have a marker at the end, or a stack trace, or are one line.
import { isCounter, isFrame } from "./frame.ts";
import type { LogLine } from "./log.ts";
import { continues, findRule, type Rule } from "./rules.ts";
import { isAround } from "./structure.ts";

/** The line before the message of a WARN or BUG; arm prints its own before an oops. */
export const cutHere = /^-+\[ cut here \]-+$/;
/** The last line of a WARNING, a BUG or an oops. */
export const endTrace = /^---\[ end trace(?: \S+)? \]---$/;
const endPanic = /^---\[ end Kernel panic/;
/** The ruler above and below a sanitizer's report, and above lockdep's. */
export const bar = /^={10,}$/;
const killed = /^(?:Memory cgroup out|Out) of memory(?: \(\w+\))?: Killed process |^Out of memory and no killable/;
const trace = /^Call [Tt]race:|^[Bb]acktrace:|^stack backtrace:|^ {2}backtrace/;
/** The line that dump_stack() begins with. */
export const dumpStack = /^CPU: \d+ (?:UID: \d+ )?PID: \d+ Comm: /;
const context = /^\s*<\/?(?:TASK|IRQ|NMI|EOI|EOE|#\w+|EXCEPTION|SOFTIRQ|ENTRY_TRAMPOLINE)>/;
const opens = /^\s*<(TASK|IRQ|NMI)>/;
/** The first line of a boot: whatever was being said before, it was cut off. */
export const newBoot = /^Linux version \d|^Booting Linux on physical CPU/;
/** Lines of a report without a stack trace. */
const longestList = 40;
/** Lines that one report may take: more are a loop, and would keep the log in memory. */
const longest = 3000;

/** True for a line that has no meaning outside a report. */
export function isReportish(text: string): boolean {
  return isFrame(text) || context.test(text) || isAround(text);
}

/** True for the first line of a stack trace. */
export const isTrace = (text: string): boolean => trace.test(text);

/** True for the lines that prove a report: a stack trace or what is printed with one. */
export function isEvidence(text: string): boolean {
  return (
    isTrace(text) ||
    dumpStack.test(text) ||
    isCounter(text) ||
    isFrame(text) ||
    // A die() on any architecture counts itself.
    /^(?:Modules linked in:|.*\[#\d+\](?::| |$))/.test(text)
  );
}

function find(lines: readonly LogLine[], from: number, to: number, marker: RegExp): number | undefined {
  for (let i = from; i < Math.min(to, lines.length); i++) {
    const text = lines[i]?.text ?? "";
    if (marker.test(text)) return i;
    // The next report, or the next boot: the marker never came.
    if (cutHere.test(text) || newBoot.test(text)) return undefined;
  }
  return undefined;
}

/** The end of the stack trace that begins at `at`: lines of others may stand inside while it is open. */
function closeTrace(lines: readonly LogLine[], at: number): number {
  const open = opens.exec(lines[at + 1]?.text ?? "")?.[1];
  if (open === undefined) return at;
  return find(lines, at + 2, at + 150, new RegExp(`^\\s*</${open}>`)) ?? at;
}

/** Lines of others that may stand between two frames of a trace, where no caller ids tell them apart. */
const interjected = 12;

/** The next frame of an open trace that others talk into; undefined where something else begins before it. */
function frameAfter(lines: readonly LogLine[], at: number): number | undefined {
  for (let i = at; i < Math.min(lines.length, at + interjected); i++) {
    const text = lines[i]?.text ?? "";
    if (isFrame(text)) return i;
    if (cutHere.test(text) || newBoot.test(text) || dumpStack.test(text) || trace.test(text)) return undefined;
    if (findRule(text) !== undefined) return undefined;
  }
  return undefined;
}

/** `open`: a stack trace has begun before, and its end is not marked. */
function lastReportish(lines: readonly LogLine[], from: number, open = false): number {
  let last = from;
  let inside = open;
  for (let i = from + 1; i < Math.min(lines.length, from + longest); i++) {
    const text = lines[i]?.text ?? "";
    if (text === "") continue;
    const reportish = isReportish(text);
    const next = reportish || !inside ? undefined : frameAfter(lines, i);
    if (!reportish && next === undefined) break;
    last = next ?? (trace.test(text) ? closeTrace(lines, i) : i);
    if (trace.test(text)) inside = last === i;
    if (/^\s*<\/TASK>/.test(text)) inside = false;
    i = last;
  }
  return last;
}

/** Lines of others that may stand between two of a report that has no stack trace. */
const gap = 6;

function stackEnd(lines: readonly LogLine[], start: number, rule: Rule): number {
  let last = start;
  for (let i = start + 1; i <= start + rule.body && i < lines.length; i++) {
    const text = lines[i]?.text ?? "";
    if (/^(?:Call [Tt]race:|[Bb]acktrace:| {2}backtrace)/.test(text)) {
      const closed = closeTrace(lines, i);
      return lastReportish(lines, closed, closed === i);
    }
    const next = findRule(text);
    if (cutHere.test(text) || newBoot.test(text)) break;
    if (next !== undefined && !isReportish(text) && !continues(rule, text, next)) break;
    if (i - last <= gap && (rule.proof?.test(text) === true || isCounter(text) || isReportish(text))) last = i;
  }
  return lastReportish(lines, last);
}

const markers: Readonly<Record<Rule["ends"], RegExp | undefined>> = {
  "end-trace": endTrace,
  bar,
  "end-panic": endPanic,
  killed,
  stack: undefined,
  line: undefined,
};

/** The last line of the report whose header is at `start`. */
export function findEnd(lines: readonly LogLine[], start: number, rule: Rule): number {
  if (rule.ends === "line") {
    const more = rule.goesOn;
    let end = start;
    while (more?.test(lines[end + 1]?.text ?? "") === true && end < start + longestList) end++;
    return end;
  }
  const marker = markers[rule.ends];
  const marked = marker === undefined ? undefined : find(lines, start + 1, start + 400, marker);
  if (marked === undefined) return stackEnd(lines, start, rule);
  return rule.ends === "bar" || rule.ends === "killed" ? marked : lastReportish(lines, marked);
}
