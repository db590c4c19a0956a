// SPDX-License-Identifier: GPL-2.0-only
// The functions of a stack trace, in the words of each architecture and of the tools that symbolise one.
import { isEntry, isMachinery } from "./machinery.ts";

/** One function of a stack trace. */
export interface Frame {
  readonly name: string;
  /** `drivers/uio/uio.c:143`, where somebody symbolised the trace. */
  readonly file?: string;
}

/** Of the program counter, in the words of each architecture's show_regs(). */
const counters: readonly RegExp[] = [
  // User space has the selectors 0033 and 0023; kernels before 4.10 print the address too, before 4.14 also as `IP:`.
  /^(?:RIP: (?!0033|0023)[\da-f]{4}:(?:\[<[\da-f]+>\] *)*|EIP: |EIP is at |IP: (?:\[<[\da-f]+>\] *)*)(?!.*\[inline\])([A-Za-z_(]\S*)(.*)/,
  // arm64 and riscv.
  /^(?:pc|epc) : (?=[A-Za-z_])(\S+)(.*)/,
  /^PC is at (\S+)(.*)/,
  /^NIP \[[\da-f]+\] (\S+)(.*)/,
  /^--- interrupt: [\da-f]+ at (\S+)(.*)/,
  // mips.
  /^epc {3}: [\da-f]+ (\S+)(.*)/,
  /^Krnl PSW : [\da-f]+ [\da-f]+ \((\S+?)\)(.*)/,
];

// An address, or the stack pointer and the address of powerpc; s390 puts a frame that it is not sure of in parentheses.
const address = String.raw`(?:\[<[\da-f]+>\] |\[[\da-f]{8,16}\] \[[\da-f]{8,16}\] )`;
const symbol = String.raw`([A-Za-z_.$][\w.$]*)`;
const offset = String.raw`\+0x[\da-f]+\/0x[\da-f]+`;
const file = String.raw`\(?([\w./@+-]+\.(?:[chSs]|rs):\d+)`;
/** Not anchored at its end: a module, `(unreliable)`, `(P)`, `[inline]` may follow. */
const raw = new RegExp(String.raw`^ *${address}?(\? )?${symbol}${offset}(?: +(?:\[[^\]]*\] )?${file})?`);
const resolved = new RegExp(String.raw`^ *(\? )?${symbol} ${file}(?: \(discriminator \d+\))?(?:\)|$)`);
// Not a frame of the trace as the kernel prints it: with it a title would depend on who symbolised the log.
const inlined = new RegExp(String.raw`^ *(?:\? )?${symbol} ${file} \[inline\]`);
// arm prints caller and callee; a sentence may have the word `from`, too, but no offset behind it.
const arm = new RegExp(
  String.raw`^ *(?:\[<[\da-f]+>\] )?\(?${symbol}(?:${offset})?\)? from (?:\[<[\da-f]+>\] )?\(?${symbol}(?:${offset}| ${file})`,
);
const unsure = new RegExp(String.raw`^ *\(${address}`);

// What the compiler appends: `.constprop.0`, `.isra.5.part.6`, `.cold`.
const bare = (name: string): string => name.replace(/(?<=.)\..*$/, "");
const named = (name: string, place: string | undefined): Frame =>
  place === undefined ? { name: bare(name) } : { name: bare(name), file: place };

// Before Linux 4.10 what the trace crosses stands in front of a frame.
const contextBefore = /^ *<(?:IRQ|EOI|NMI|EOE|#\w+)> +(?=\[<)/;

/** The function of a line of a stack trace; undefined for other lines and for what only happened to be on the stack. */
export function parseFrame(whole: string): Frame | undefined {
  const line = whole.replace(contextBefore, " ");
  const match = raw.exec(line) ?? resolved.exec(line);
  if (match !== null) return match[1] === undefined ? named(match[2] ?? "", match[3]) : undefined;
  const old = arm.exec(line);
  return old === null ? undefined : named(old[1] ?? "", undefined);
}

/** True for a line that is a stack frame, sure or not, and nothing else. */
export function isFrame(line: string): boolean {
  if (!line.includes("0x") && !line.includes(".") && !line.includes(" from ")) return false;
  if (unsure.test(line)) return true;
  // Without address and indentation it may be any sentence that begins with a symbol.
  if (raw.test(line)) return /^[ [(]/.test(line) || /^\S+(?: \[[^\]]*\])?$/.test(line);
  if (inlined.test(line)) return true;
  return resolved.test(line) || (/^ /.test(line) && arm.test(line)) || /^\[<[\da-f]+>\] \(/.test(line);
}

/** The function of the line with the program counter; undefined for other lines. */
export function programCounter(line: string): Frame | undefined {
  for (const pattern of counters) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const whole = `${match[1] ?? ""}${match[2] ?? ""}`;
    const name = /^[A-Za-z_.$][\w.$]*/.exec(whole)?.[0];
    if (name === undefined) return undefined;
    return named(name, new RegExp(file).exec(whole)?.[1]);
  }
  return undefined;
}

// A call through a pointer that leads nowhere: the counter has no name, who called is in the link register.
const nowhere = /^(?:pc : |epc : |PC is at )\[?<?(?:0x)?[\da-f]+>?\]?$/;
const link = /^(?:lr : | ra : |LR is at )([A-Za-z_.$][\w.$]*)/;

/** The function that called nowhere; undefined for other lines, and where the counter has a name. */
function callerOfNowhere(line: string, before: string | undefined): Frame | undefined {
  return before !== undefined && nowhere.test(before) ? frameAt(link.exec(line)?.[1]) : undefined;
}

/** True for the line with the program counter in kernel mode. */
export const isCounter = (line: string): boolean => counters.some((pattern) => pattern.test(line));

const traceBegin = /^(?:Call [Tt]race:|[Bb]acktrace:|stack backtrace:| {2}backtrace)/;
/** True for the line above a stack trace. */
export const isTraceBegin = (line: string): boolean => traceBegin.test(line);
/** A function that a line names outside a stack trace. */
export const frameAt = (name: string | undefined): Frame | undefined =>
  name === undefined ? undefined : named(name, undefined);
const inTitle =
  /^BUG: (?:KASAN|KFENCE|KCSAN|KMSAN): .*? in ([A-Za-z_.$][\w.$]*)(?:\+0x[\da-f]+\/0x[\da-f]+)?(?: \/ |\s|$)/;
const inHeader =
  /^WARNING: (?:CPU: \d+ PID: \d+ )?at (?:\S+:\d+ )?([A-Za-z_.$][\w.$]*)\+0x|^WARNING: \S+ at ([\w.$]+)\+0x/;
const suspect = /^(?:CFI failure|Missing ENDBR:?)(?: at)?:? ([A-Za-z_.$][\w.$]*)\+0x|^caller is ([\w.$]+)\+0x/;

// lockdep_sys_exit() prints no trace: whoever took the lock forgot it.
const heldLock = /[ ,]at: (?:\[<[\da-f]+>\] )?([A-Za-z_.$][\w.$]*)\+0x/;

function firstMatch(text: readonly string[], pattern: RegExp): Frame[] {
  for (const line of text) {
    const match = pattern.exec(line);
    const name = match?.[1] ?? match?.[2];
    if (name !== undefined) return [named(name, undefined)];
  }
  return [];
}

function interruptHandler(text: readonly string[]): Frame[] {
  const handlers = text.indexOf("handlers:");
  const handler = handlers < 0 ? undefined : /\] (?:threaded )?([\w.$]+)/.exec(text[handlers + 1] ?? "")?.[1];
  return handler === undefined ? [] : [named(handler, undefined)];
}

/** All functions of a report that may be to blame, the likeliest first. */
export function suspectFrames(text: readonly string[]): Frame[] {
  const frames = [...firstMatch(text, inTitle), ...interruptHandler(text), ...firstMatch(text, suspect)];
  // lockdep prints the traces of earlier acquisitions first: those say where a lock was taken, not who complains.
  const begin = text.findIndex((line) => traceBegin.test(line) || isCounter(line) || nowhere.test(line));
  // KCSAN and KMSAN print their traces without a heading, KFENCE and KASAN that of the access first.
  const from = begin < 0 ? text.findIndex(isFrame) : begin;
  for (const [i, line] of (from < 0 ? [] : text.slice(from)).entries()) {
    const frame = programCounter(line) ?? parseFrame(line) ?? callerOfNowhere(line, text[from + i - 1]);
    if (frame !== undefined) frames.push(frame);
  }
  if (frames.length === 0) frames.push(...firstMatch(text, heldLock));
  return [...frames, ...firstMatch(text, inHeader)];
}

/** The functions that tell a report from others: machinery left out, up to the system call or thread. */
export function callPath(frames: readonly Frame[], most = 4): string[] {
  const names: string[] = [];
  for (const { name } of frames) {
    if (isEntry(name) || names.length >= most) break;
    if (!isMachinery(name) && names.at(-1) !== name) names.push(name);
  }
  return names;
}
