// SPDX-License-Identifier: GPL-2.0-only
// Lines without a prefix among lines with one: the rest of a line that a mailer broke, a report whose later lines came
// without a stamp, and what `cat` printed of the leak detector's list.
import { isEvidence, isReportish } from "./extent.ts";
import type { LogLine } from "./log.ts";
import { findRule } from "./rules.ts";
import { isAround } from "./structure.ts";
import type { Stripped } from "./stripped.ts";
import { isSign } from "./sign.ts";

/** A stripped line, and how long it was. */
export type LogPart = Stripped & { readonly number: number; readonly length: number };

/** What no line of a report ends with. */
const unfinished =
  / (?:in|at|by|by task|for|of|to|addr|address:|Not|Comm:|Tainted:)$| at \S+\.[chS]:\d+$|^(?:CPU|Workqueue): .*(?:Comm: \S+| tainted|Tainted: [A-Z ]+)$/;
/** Mailers break lines before one of these columns (RFC 5322 wants 78), unless a word is longer. */
const columns = { least: 72, most: 80 } as const;
/** Where a line is longer than this no mailer was at work. */
export const unbroken = 100;
const quotation = /^[\s>|]+/;
const leak = /^unreferenced object (?:\(percpu\) )?0x[\da-f]+ \(size/;

const belongsToReport = (text: string): boolean => isReportish(text) || isEvidence(text);
/** A line of its own, and not the rest of one. */
const isWhole = (text: string): boolean => isSign(text) || (isAround(text) && !text.startsWith("["));
const firstWord = (text: string): number => /^\S*/.exec(text)?.[0].length ?? 0;

/** Follows the lines of a log and decides on those that do not tell whose they are. */
export class Continuation {
  /** The last thing that the kernel said, if nobody has said anything since. */
  private lastSaid = "";
  private inLeaks = false;
  private lastLength = 0;

  /**
   * The lines with those that were broken joined, and those that belong to a report taken for the kernel's.
   * `narrow` says that no line is longer than a mailer would leave it.
   */
  join(lines: readonly LogPart[], narrow: boolean): LogLine[] {
    const found: LogLine[] = [];
    for (const line of lines) {
      const last = found.at(-1);
      const continues = last !== undefined && this.continues(last, line, narrow);
      this.lastLength = line.length;
      if (!continues) found.push(...this.take(line));
      else found[found.length - 1] = { ...last, text: `${last.text} ${line.text.replace(quotation, "").trim()}` };
    }
    return found;
  }

  private continues(last: LogLine, { known, kernel, text }: LogPart, narrow: boolean): boolean {
    const more = text.replace(quotation, "");
    if (known || !last.kernel || more === "" || isWhole(more)) return false;
    const isFull = this.lastLength <= columns.most && this.lastLength + 1 + firstWord(text.trim()) > columns.least;
    // Where no line has a prefix, only the words tell that one goes on.
    return (narrow && isFull && !kernel) || (unfinished.test(last.text) && this.inReport());
  }

  private inReport(): boolean {
    return belongsToReport(this.lastSaid) || findRule(this.lastSaid) !== undefined;
  }

  private take({ text, caller, kernel, known, number }: LogPart): LogLine[] {
    const own = text.trimEnd();
    const isKernels = kernel || (!known && this.belongs(own));
    if (own !== "") this.lastSaid = isKernels ? own : "";
    // rsyslog writes a line's end so.
    return own.split("#012").map((one) => ({ number, text: one, caller, kernel: isKernels }));
  }

  private belongs(text: string): boolean {
    this.inLeaks = leak.test(text) || (this.inLeaks && /^ {2}/.test(text));
    return this.inLeaks || ((text === "" || belongsToReport(text)) && this.inReport());
  }
}
