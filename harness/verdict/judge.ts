// SPDX-License-Identifier: GPL-2.0-only
// Console log → splats. Pure: works on a recorded log as well as on a live one.
import type { Splat } from "../report/model.ts";
import { bar, cutHere, dumpStack, endOf, isEvidence } from "./extent.ts";
import { functionOf } from "./frame.ts";
import { parseLog, type LogLine } from "./log.ts";
import { joinRelated } from "./related.ts";
import { ruleOf, type Rule } from "./rules.ts";

// Written to /dev/kmsg by the lab (`msixlab: spec start …`), or a quotation of what somebody typed.
const ours = /^(?:msixlab: |Kernel command line: |Command line: )/;
// kmemleak.verbose=1 puts the subsystem's name before each line of a report.
const leakPrefix = /^kmemleak: (?=unreferenced object| {2,})/;
/** Lines that a WARN or BUG message may take, from `cut here` to the header. */
const messageLines = 12;

interface Found {
  readonly start: number;
  readonly header: number;
  readonly title: string;
  readonly rule: Rule;
}

function isProven(lines: readonly LogLine[], at: number, rule: Rule): boolean {
  if (rule.weak !== true) return true;
  for (const { text } of lines.slice(at + 1, at + 1 + rule.body)) {
    if (isEvidence(text)) return true;
    // From here on it would be the evidence for another report.
    if (cutHere.test(text) || ruleOf(text) !== undefined) return false;
  }
  return false;
}

/** A WARN or BUG: the message stands between `cut here` and the line that says where. */
function cutHereAt(lines: readonly LogLine[], at: number): Found | undefined {
  const head: { text: string; rule: Rule; index: number }[] = [];
  for (let i = at + 1; i < Math.min(at + messageLines, lines.length); i++) {
    const text = lines[i]?.text ?? "";
    if (cutHere.test(text)) break;
    const rule = ruleOf(text);
    if (rule !== undefined) head.push({ text, rule, index: i });
    if (isEvidence(text) || rule?.kind === "warning" || rule?.kind === "bug") break;
  }
  const first = head[0];
  const last = head.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const message = lines.slice(at + 1, last.index + 1).find(({ text }) => text.trim() !== "");
  const rule: Rule = { ...first.rule, ends: "end-trace", body: 60 };
  return { start: at, header: last.index, title: (message?.text ?? first.text).trim(), rule };
}

function headerAt(lines: readonly LogLine[], at: number): Found | undefined {
  const text = lines[at]?.text ?? "";
  if (cutHere.test(text)) return cutHereAt(lines, at);
  const rule = ruleOf(text);
  if (rule !== undefined && isProven(lines, at, rule)) {
    const start = bar.test(lines[at - 1]?.text ?? "") ? at - 1 : at;
    return { start, header: at, title: text.trim(), rule };
  }
  // A stack trace that no header announces: the line before it is the best title there is.
  if (!dumpStack.test(text)) return undefined;
  const before = lines[at - 1]?.text.trim();
  const start = before === undefined || before === "" ? at : at - 1;
  const other: Rule = { kind: "other", header: dumpStack, ends: "stack", body: 12, weak: true };
  if (!lines.slice(at + 1, at + 6).some((line) => line.text.startsWith("Call Trace:"))) return undefined;
  return { start, header: at, title: before || "stack trace without a header", rule: other };
}

function judgeStream(lines: readonly LogLine[]): Splat[] {
  const splats: Splat[] = [];
  for (let i = 0; i < lines.length; i++) {
    const found = headerAt(lines, i);
    if (found === undefined) continue;
    // With CONFIG_BUG_ON_DATA_CORRUPTION a message comes before its `cut here`.
    const cut = cutHere.test(lines[found.header + 1]?.text ?? "");
    const end = endOf(lines, cut ? found.header + 1 : found.header, found.rule);
    const text = lines.slice(found.start, end + 1).map((line) => line.text);
    const at = found.rule.ends === "line" ? undefined : functionOf(text);
    if (found.rule.kind !== "ignored") {
      const line = lines[found.start]?.number ?? 0;
      splats.push({ kind: found.rule.kind, title: found.title, line, text, ...(at === undefined ? {} : { at }) });
    }
    i = end;
  }
  return splats;
}

/**
 * What the kernel complains about in a console log, in the order in which it began to.
 * Everything up to `---[ end trace` is one splat, and a panic that only follows from an oops, a warning or a stall
 * (`Fatal exception`, `panic_on_warn`) belongs to that splat. Each IOMMU fault is one splat.
 */
export function judge(log: string): Splat[] {
  const streams = new Map<string, LogLine[]>();
  for (const line of parseLog(log)) {
    if (!line.kernel || ours.test(line.text)) continue;
    // With caller ids two reports that were printed at the same time come apart again.
    const stream = streams.get(line.caller) ?? [];
    stream.push({ ...line, text: line.text.replace(leakPrefix, "") });
    streams.set(line.caller, stream);
  }
  const splats = [...streams.values()].flatMap(judgeStream).sort((a, b) => a.line - b.line);
  return joinRelated(splats);
}
