// SPDX-License-Identifier: GPL-2.0-only
// What tells where in a line the kernel's own words begin: the kernel's stamp, its name, and the words themselves.
import { cutHere, dumpStack, isTrace } from "./extent.ts";
import { isCounter } from "./frame.ts";
import { findRule, rules } from "./rules.ts";
import { around, isAround } from "./structure.ts";

/** A place at which the kernel's words seem to begin. */
export interface Sign {
  readonly at: number;
  /** What is said there, without its numbers: many different ones are worth more than one many times. */
  readonly words: string;
  /** Hardly anybody else says this: the head of a report, or the head of a stack trace. */
  readonly strong: boolean;
}

/** print_time() and print_caller() in kernel/printk/printk.c, and the ways in which vendors print the CPU and the task. */
const stamp = /(?:<\d{1,3}>)?\[ *\d{1,8}\.\d{6}(?:,\d)?\](?: ?\[ *([TC]\d+)\])? ?/;
/** A writer's name as syslog and its heirs put it: `kernel: `, `kernel[n/a]: `, `kernel - - - `. */
const name = /(?:^|[\s(])kernel(?:\[[^\]]{0,12}\])?(?:: ?| - - - ?)/;
const clock = /\d\d:\d\d(?::\d\d)?/g;
/** Characters of a line in which its prefix must end. */
const longest = 240;

const ordinary =
  /(?<![\w.])(?:Linux version \d|(?:Kernel c|C)ommand line: |BIOS-e820: |ACPI: |NET: Registered |clocksource: |smpboot: |audit: type=|IPv6: ADDRCONF|EXT4-fs |XFS \(|Freeing unused |systemd\[1\]: |usb \d+-\d|[\w-]+ [\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.[0-7][: ])/;

/** Where the kernel's stamp ends, and where it begins; undefined for a line without. */
export function stampIn(line: string): { begin: number; end: number } | undefined {
  const match = stamp.exec(line);
  return match === null ? undefined : { begin: match.index, end: match.index + match[0].length };
}

/** Where the writer's name `kernel` begins and ends: the first name after the date, not a word of another's message. */
export function kernelNameIn(line: string): { begin: number; end: number } | undefined {
  const match = name.exec(line.slice(0, longest));
  if (match === null) return undefined;
  const before = line.slice(0, match.index);
  const date = [...before.matchAll(clock)].at(-1);
  if (/: |\]:|: ?$/.test(before.slice(date === undefined ? 0 : date.index + date[0].length))) return undefined;
  return { begin: match.index + (/^\w/.test(match[0]) ? 0 : 1), end: match.index + match[0].length };
}

function strength(text: string): boolean | undefined {
  const rule = findRule(text);
  if (rule !== undefined && rule.header.exec(text)?.index === 0) return rule.weak !== true && rule.kind !== "ignored";
  if (cutHere.test(text) || isTrace(text) || dumpStack.test(text) || isCounter(text)) return true;
  return isAround(text) ? false : undefined;
}

const withoutNumbers = (text: string): string => (/^\S+/.exec(text)?.[0] ?? "").replace(/[\da-f]*\d[\da-f]*/g, "0");

/** The alternatives of a pattern: `^a|^b(?:c|d)` → `^a`, `^b(?:c|d)`. */
function splitAlternatives(source: string): string[] {
  const found = [""];
  let depth = 0;
  for (const [part] of source.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|./gs)) {
    depth += part === "(" ? 1 : part === ")" ? -1 : 0;
    if (part === "|" && depth === 0) found.push("");
    else found.push(`${found.pop() ?? ""}${part}`);
  }
  return found;
}

/** What begins with just any word would begin anywhere. */
const beginsAnywhere = /^\^(?:\(\?:)*(?:\\S|\\w|\.|\[\^| |\\t|\\s)/;
const beginnings = [...rules.map(({ header }) => header), ...around, cutHere]
  .flatMap(({ source }) => splitAlternatives(source))
  .filter((source) => source.startsWith("^") && !beginsAnywhere.test(source));
/** All of them at once and anywhere: a log may be long. */
const anywhere = new RegExp(`(?<![\\w.])(?:${beginnings.map((source) => source.slice(1)).join("|")})`, "g");

/** The first place at which a report's words begin. Only words that the kernel does not indent. */
export function reportSign(line: string, from = 0): Sign | undefined {
  anywhere.lastIndex = from;
  for (let match = anywhere.exec(line); match !== null; match = anywhere.exec(line)) {
    const at = match.index;
    if (at > longest) return undefined;
    const text = line.slice(at);
    const strong = /^\s/.test(text) ? undefined : strength(text);
    if (strong !== undefined) return { at, words: withoutNumbers(text), strong };
    anywhere.lastIndex = at + 1;
  }
  return undefined;
}

/** The first place at which words begin that a kernel says while all is well. */
export function ordinarySign(line: string): Sign | undefined {
  const match = ordinary.exec(line.slice(0, longest));
  if (match === null) return undefined;
  return { at: match.index, words: match[0].replace(/\d/g, "0"), strong: false };
}

/** True if a text begins with words of the kernel. */
export function isSign(text: string): boolean {
  return strength(text.trimEnd()) === true || ordinarySign(text)?.at === 0;
}
