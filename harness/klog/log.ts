// SPDX-License-Identifier: GPL-2.0-only
// What a serial console adds to the kernel's words, taken off again: timestamps, caller ids, carriage returns, colours.
import { parsePrefix } from "./prefix.ts";

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

// U+FFFD is what bytes that are no UTF-8 become.
const controls = /[\x00-\x08\x0b-\x1f\x7f\ufffd]/g;
const dirty = /[\x00-\x08\x0b-\x1f\x7f\ufffd]/;
/** Characters that are kept of one line: printk's own limit is 1024 (LOG_LINE_MAX), the rest is garbage. */
export const longest = 8192;
/** Lines that may come before the first timestamp: firmware, boot loader, decompressor. */
const unstamped = 4000;

/** A line without the control characters and colours of a terminal. */
export function clean(line: string): string {
  return dirty.test(line) ? line.replace(escapes, "").replace(controls, "") : line;
}

/** Reads a log piece by piece. */
export interface Reader {
  /** The lines that are complete, and whose writer is known. */
  push(chunk: string): LogLine[];
  /** What is left when the log ends. */
  end(): LogLine[];
}

/** Reads a console log piece by piece. Where any line has a timestamp, those without are user space's. */
export class ConsoleReader implements Reader {
  private rest = "";
  private number = 0;
  /** Undefined until it is known whether the kernel's lines have timestamps. */
  private stamped: boolean | undefined;
  private held: LogLine[] = [];

  push(chunk: string): LogLine[] {
    const lines = (this.rest + chunk).split("\n");
    this.rest = (lines.pop() ?? "").slice(0, longest);
    return lines.flatMap((line) => this.take(line));
  }

  end(): LogLine[] {
    const last = this.take(this.rest);
    this.rest = "";
    return [...last, ...this.release(false)];
  }

  private take(raw: string): LogLine[] {
    const line = clean(raw.slice(0, longest));
    const prefix = parsePrefix(line);
    const text = line.slice(prefix?.length ?? 0).trimEnd();
    const known = prefix !== undefined;
    const one = {
      number: this.number++,
      text,
      caller: prefix?.caller ?? "",
      kernel: prefix !== undefined || this.stamped !== true,
    };
    if (known && this.stamped !== true) return [...this.release(true), one];
    if (this.stamped !== undefined) return [one];
    this.held.push(one);
    return this.held.length < unstamped ? [] : this.release(false);
  }

  private release(stamped: boolean): LogLine[] {
    this.stamped = stamped;
    const lines = this.held.map((line) => ({ ...line, kernel: !stamped }));
    this.held = [];
    return lines;
  }
}

/** A console log, line by line. */
export function parseLog(log: string): LogLine[] {
  const reader = new ConsoleReader();
  return [...reader.push(log), ...reader.end()];
}

/** A console log without timestamps, caller ids, carriage returns, colours and other control characters. */
export function stripLog(log: string): string {
  return parseLog(log)
    .map((line) => line.text)
    .join("\n");
}
