// SPDX-License-Identifier: GPL-2.0-only
// What a console of ours puts before a kernel message: a timestamp, a caller, a level. Of logs that others wrote down
// it is inferred, in harness/klog/.

/** What a line begins with before the kernel's own words. */
export interface Prefix {
  /** Characters to take off. */
  readonly length: number;
  /** `T88` or `C0`, or "". */
  readonly caller: string;
}

// print_caller() and print_syslog() in kernel/printk/printk.c. Not anchored, since a shell prompt may stand in front.
const stamp = /(?:<\d{1,3}>)?\[ *\d+\.\d{6}\](?: ?\[ *([TC]\d+)\])? ?/;
const level = /^<\d{1,3}>/;
// printk.time=0 with CONFIG_PRINTK_CALLER.
const callerOnly = /^(?:<\d{1,3}>)?\[ *([TC]\d+)\] /;

/** The prefix of a line; undefined if nothing tells who wrote it. */
export function parsePrefix(line: string): Prefix | undefined {
  const stamped = stamp.exec(line);
  if (stamped !== null) return { length: stamped.index + stamped[0].length, caller: stamped[1] ?? "" };
  const other = callerOnly.exec(line) ?? level.exec(line);
  return other === null ? undefined : { length: other[0].length, caller: other[1] ?? "" };
}
