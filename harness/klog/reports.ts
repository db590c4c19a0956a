// SPDX-License-Identifier: GPL-2.0-only
// Lines of one CPU or task → the reports among them.
import type { Splat } from "../record/model.ts";
import { describe } from "./describe.ts";
import { bar, cutHere, dumpStack, findEnd, endTrace, isEvidence, isTrace, newBoot } from "./extent.ts";
import { isCounter, isFrame } from "./frame.ts";
import type { LogLine } from "./log.ts";
import { continues, findRule, type Rule } from "./rules.ts";

/** One report; `splat` is undefined if it is one that is ignored. */
export interface LoggedReport {
  readonly splat: Splat | undefined;
  /** Numbers of the lines that it takes. */
  readonly numbers: number[];
  readonly first: number;
}

interface ReportStart {
  readonly start: number;
  readonly header: number;
  readonly title: string;
  readonly rule: Rule;
}

/** Lines that a WARN or BUG message may take, from `cut here` to the header. */
const messageLines = 12;
/** A machine may die in the middle of its report: so few lines after a header are its last words. */
const lastWords = 6;

/** True if the log, or the boot, ends within a few lines after `at`. */
function diesAt(lines: readonly LogLine[], at: number, ends: boolean): boolean {
  const next = lines.slice(at + 1, at + 2 + lastWords);
  return (ends && next.length <= lastWords) || next.some(({ text }) => newBoot.test(text));
}

function isProven(lines: readonly LogLine[], at: number, rule: Rule, ends: boolean): boolean {
  if (rule.alone === true) return true;
  for (const { text } of lines.slice(at + 1, at + 1 + Math.max(rule.body, 3))) {
    if (newBoot.test(text)) break;
    if (rule.proof?.test(text) === true || isEvidence(text)) return true;
    // A BUG_ON() of data corruption: the message, then its `cut here`.
    if (rule.weak !== true && cutHere.test(text)) return true;
    const next = findRule(text);
    if (continues(rule, text, next)) continue;
    // From here on it would be the evidence for another report.
    if (cutHere.test(text) || next !== undefined) return false;
  }
  return rule.weak !== true && diesAt(lines, at, ends);
}

/** The log ends where a report begins: that is all there is to say of it, and more than nothing. */
function cutOffAt(lines: readonly LogLine[], at: number, ends: boolean): ReportStart | undefined {
  if (!ends || lines.slice(at + 1).some(({ text }) => text.trim() !== "")) return undefined;
  const rule: Rule = { kind: "other", header: cutHere, ends: "line", body: 0 };
  return { start: at, header: at, title: lines[at]?.text ?? "", rule };
}

/** A WARN or BUG: the message stands between `cut here` and the line that says where. */
function cutHereAt(lines: readonly LogLine[], at: number, ends: boolean): ReportStart | undefined {
  const head: { text: string; rule: Rule; index: number }[] = [];
  for (let i = at + 1; i < Math.min(at + messageLines, lines.length); i++) {
    const text = lines[i]?.text ?? "";
    if (cutHere.test(text) || newBoot.test(text)) break;
    const rule = findRule(text);
    if (rule !== undefined) head.push({ text, rule, index: i });
    // The line that says where, and not a message that begins with the same word.
    const isPlace = rule?.weak !== true && (rule?.kind === "warning" || rule?.kind === "bug");
    if (isEvidence(text) || isPlace) break;
  }
  const first = head[0];
  const last = head.at(-1);
  if (first === undefined || last === undefined) return cutOffAt(lines, at, ends);
  if (!isProven(lines, last.index, { ...last.rule, ends: "end-trace", body: 60 }, ends)) return undefined;
  const message = lines.slice(at + 1, last.index + 1).find(({ text }) => text.trim() !== "");
  const rule: Rule = { ...first.rule, ends: "end-trace", body: 60 };
  return { start: at, header: last.index, title: (message?.text ?? first.text).trim(), rule };
}

/** An oops or a WARNING whose first lines the serial line lost: die() counts it, show_regs() and the end marker frame it. */
function lostHeaderAt(lines: readonly LogLine[], at: number): ReportStart | undefined {
  const next = lines.slice(at + 1, at + 60).map(({ text }) => text);
  const end = next.findIndex((text) => endTrace.test(text));
  if (end < 0 || !next.slice(0, 8).some(isCounter) || next.slice(0, end).some((text) => findRule(text)))
    return undefined;
  const before = lines[at - 1]?.text.trim();
  const start = before === undefined || before === "" ? at : at - 1;
  const rule: Rule = { kind: "oops", header: dumpStack, ends: "end-trace", body: 60 };
  return { start, header: at, title: before || lines[at]?.text || "", rule };
}

/** A stack trace that no header announces: the line before it is the best title there is. */
function unheadedAt(lines: readonly LogLine[], at: number): ReportStart | undefined {
  if (!dumpStack.test(lines[at]?.text ?? "")) return undefined;
  const lost = lostHeaderAt(lines, at);
  if (lost !== undefined) return lost;
  const near = lines.slice(at + 1, at + 6).findIndex(({ text }) => isTrace(text));
  if (near < 0 || !lines.slice(at + near + 2, at + near + 5).some(({ text }) => isFrame(text))) return undefined;
  const before = lines[at - 1]?.text.trim();
  const start = before === undefined || before === "" ? at : at - 1;
  const rule: Rule = { kind: "other", header: dumpStack, ends: "stack", body: 12 };
  return { start, header: at, title: before || "stack trace without a header", rule };
}

function headerAt(lines: readonly LogLine[], at: number, ends: boolean): ReportStart | undefined {
  const text = lines[at]?.text ?? "";
  if (cutHere.test(text)) return cutHereAt(lines, at, ends);
  const rule = findRule(text);
  if (rule !== undefined && isProven(lines, at, rule, ends)) {
    const start = bar.test(lines[at - 1]?.text ?? "") ? at - 1 : at;
    return { start, header: at, title: text.trim(), rule };
  }
  return unheadedAt(lines, at);
}

/** The reports of one stream of lines; `ends` says that the log ends with the last of them. */
export function reportsIn(lines: readonly LogLine[], ends: boolean): LoggedReport[] {
  const reports: LoggedReport[] = [];
  for (let i = 0; i < lines.length; i++) {
    const found = headerAt(lines, i, ends);
    if (found === undefined) continue;
    // With CONFIG_BUG_ON_DATA_CORRUPTION, and in Rust, a message comes before its `cut here`.
    const near = lines.slice(found.header + 1, found.header + 2 + (found.rule.message ?? 0));
    const cut = near.findIndex(({ text }) => cutHere.test(text));
    const end = findEnd(lines, found.header + cut + 1, found.rule);
    const taken = lines.slice(found.start, end + 1);
    const text = taken.map((line) => line.text);
    const { kind, ends: how } = found.rule;
    const first = taken[0]?.number ?? 0;
    const splat =
      kind === "ignored"
        ? undefined
        : describe(
            { kind, header: found.title, line: first, text },
            kind === "device" || (how !== "line" && how !== "killed"),
          );
    reports.push({ splat, first, numbers: taken.map(({ number }) => number) });
    i = end;
  }
  return reports;
}
