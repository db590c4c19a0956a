// SPDX-License-Identifier: GPL-2.0-only
// What stands before a kernel message, by who wrote it down: the console, dmesg(1), journalctl(1), syslog, /dev/kmsg.

/** What a line begins with before the kernel's own words. */
export interface Prefix {
  /** Characters to take off. */
  readonly length: number;
  /** `T88` or `C0`, or "". */
  readonly caller: string;
  /** False where the prefix names a program other than the kernel. */
  readonly kernel: boolean;
}

// print_caller() and print_syslog() in kernel/printk/printk.c. Not anchored, since a shell prompt may stand in front.
const stamp = /(?:<\d{1,3}>)?\[ *\d+\.\d{6}\](?: ?\[ *([TC]\d+)\])? ?/;
const level = /^<\d{1,3}>/;
// printk.time=0 with CONFIG_PRINTK_CALLER.
const callerOnly = /^(?:<\d{1,3}>)?\[ *([TC]\d+)\] /;
// dmesg -T and --time-format=iso, with -x too.
const human =
  /^(?:\w+ *: ?\w+ *: )?(?:\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\]|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d+[+-]\d\d:\d\d)(?: ?\[ *([TC]\d+)\])? /;
// journalctl -o short, short-precise, short-iso; rsyslog; with the name of the unit or program.
const syslog =
  /^(?:<\d+>)?(?:\w{3} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-]\d\d:?\d\d)) \S+ ([^\s:[]+)(?:\[\d+\])?: ?/;
// journalctl -o short-monotonic: the host and the program stand after the timestamp.
const monotonic = /^\S+ (?:(kernel)|[\w./@-]+\[\d+\]): /;
// Documentation/ABI/testing/dev-kmsg; extended netconsole puts the release before it.
const record = /^(?:\d+\.[^,]*,)?\d{1,3},\d+,\d+,[^;]{1,40};/;
const recordCaller = /caller=([TC]\d+)/;

function inside(line: string, from: number): Prefix {
  const match = stamp.exec(line.slice(from));
  if (match === null || match.index !== 0) return { length: from, caller: "", kernel: true };
  return { length: from + match[0].length, caller: match[1] ?? "", kernel: true };
}

/** The prefix of a line; undefined if nothing tells who wrote it. */
export function prefixOf(line: string): Prefix | undefined {
  const logged = syslog.exec(line);
  if (logged !== null) {
    const kernel = logged[1] === "kernel";
    return kernel ? inside(line, logged[0].length) : { length: logged[0].length, caller: "", kernel };
  }
  const kmsg = record.exec(line);
  if (kmsg !== null) return { length: kmsg[0].length, caller: recordCaller.exec(kmsg[0])?.[1] ?? "", kernel: true };
  const stamped = stamp.exec(line);
  if (stamped !== null) {
    const from = stamped.index + stamped[0].length;
    const host = monotonic.exec(line.slice(from));
    const length = from + (host?.[0].length ?? 0);
    return { length, caller: stamped[1] ?? "", kernel: host === null || host[1] !== undefined };
  }
  const other = human.exec(line) ?? callerOnly.exec(line) ?? level.exec(line);
  return other === null ? undefined : { length: other[0].length, caller: other[1] ?? "", kernel: true };
}
