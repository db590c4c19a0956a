// SPDX-License-Identifier: GPL-2.0-only
// What the notations of the tests write down: entries of a log, and how the parts of a line are put.

/** Somebody's message. */
export interface Entry {
  readonly text: string;
  /** `kernel`, or a program. */
  readonly who: string;
  readonly pid: number;
  readonly level: "alert" | "warn" | "notice" | "info";
  /** Since boot, in microseconds. */
  readonly time: number;
}

/** One way of writing a log down. */
export interface Notation {
  readonly name: string;
  /** Undefined where what others say is not in such a log. */
  readonly line: (entry: Entry) => string | undefined;
  /** What is put around the lines, or done to them as a whole. */
  readonly whole?: (lines: string[]) => string;
}

export const isKernel = ({ who }: Entry): boolean => who === "kernel";
/** Notations of the kernel's log alone. */
export const kernelOnly =
  (line: (entry: Entry) => string) =>
  (entry: Entry): string | undefined =>
    isKernel(entry) ? line(entry) : undefined;

const pad = (value: number, length = 2): string => String(value).padStart(length, "0");
const seconds = ({ time }: Entry): number => 19 + Math.floor(time / 1e6);
/** `16:20:19`. */
export const clock = (entry: Entry): string =>
  `16:${pad(20 + Math.floor(seconds(entry) / 60))}:${pad(seconds(entry) % 60)}`;
export const micros = ({ time }: Entry): string => pad(time % 1e6, 6);
export const millis = (entry: Entry): string => micros(entry).slice(0, 3);
/** `[    2.301000] `. */
export const stamp = ({ time }: Entry): string =>
  `[${String(Math.floor(time / 1e6)).padStart(5)}.${pad(time % 1e6, 6)}] `;
/** `sshd[812]`; the kernel has no number. */
export const ident = (entry: Entry): string => (isKernel(entry) ? "kernel" : `${entry.who}[${entry.pid}]`);
export const priority = ({ level }: Entry): number => ({ alert: 1, warn: 4, notice: 5, info: 6 })[level];
export const iso = (entry: Entry): string => `2026-01-19T${clock(entry)}`;

export type SampleLine = Notation["line"];
/** One row of a table. */
export const n = (name: string, line: SampleLine, whole?: Notation["whole"]): Notation => ({
  ...{ name, line },
  ...(whole === undefined ? {} : { whole }),
});
export const bare: SampleLine = ({ text }) => text;
export const stamped: SampleLine = kernelOnly((e) => stamp(e) + e.text);
export const before =
  (head: string, line: SampleLine = bare): SampleLine =>
  (e) => {
    const one = line(e);
    return one === undefined ? undefined : head + one;
  };
export const says =
  (head: (e: Entry) => string): SampleLine =>
  (e) =>
    `${head(e)}: ${e.text}`;
export const cpu = ({ time }: Entry): number => Math.floor(time / 1e6) % 4;
export const level = (e: Entry): string => e.level.padEnd(6);
