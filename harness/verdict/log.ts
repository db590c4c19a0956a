// SPDX-License-Identifier: GPL-2.0-only
// What a serial console adds to the kernel's words, taken off again: timestamps, caller ids, carriage returns, colours.

/** One line of a console log. */
export interface LogLine {
  /** Zero-based, in the log as it was given. */
  readonly number: number;
  /** Without timestamp, caller id and control characters; leading spaces stay, they tell a stack frame. */
  readonly text: string;
  /** `T88` (task) or `C0` (CPU, in an interrupt) on a kernel with CONFIG_PRINTK_CALLER, else "". */
  readonly caller: string;
  /** False for what user space wrote to the same console. */
  readonly kernel: boolean;
}

// CSI, OSC, and the two- and three-byte sequences that SeaBIOS and getty send.

const escapes = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[()][A-Za-z0-9]|[@-Z\\^_c=>78])/g;

const controls = /[\x00-\x08\x0b-\x1f\x7f]/g;
// `<4>[   12.345678][   T88] `: not anchored, since a shell prompt may stand in front of it.
const stamp = /(?:<\d{1,3}>)?\[ *\d+\.\d{6}\](?: ?\[ *([TC]\d+)\])? ?/;

function clean(line: string): string {
  return line.replace(escapes, "").replace(controls, "");
}

/** A console log, line by line. Where any line has a timestamp, those without are user space's. */
export function parseLog(log: string): LogLine[] {
  const lines = log.split("\n").map(clean);
  const stamped = lines.some((line) => stamp.test(line));
  return lines.map((line, number) => {
    const match = stamp.exec(line);
    const text = match === null ? line : line.slice(match.index + match[0].length);
    return { number, text: text.trimEnd(), caller: match?.[1] ?? "", kernel: !stamped || match !== null };
  });
}

/** A console log without timestamps, caller ids, carriage returns, colours and other control characters. */
export function stripLog(log: string): string {
  return parseLog(log)
    .map((line) => line.text)
    .join("\n");
}
