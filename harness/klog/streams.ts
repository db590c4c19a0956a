// SPDX-License-Identifier: GPL-2.0-only
// Lines of many CPUs and tasks → who said what: with caller ids, two reports that were printed at the same time come apart.
import { isEvidence, isReportish } from "./extent.ts";
import type { LogLine } from "./log.ts";
import { asked } from "./rules.ts";

const asks = /^Sending NMI from CPU \d+ to CPUs /;

/**
 * The lines of each caller. What another CPU answers to whoever found it stuck is said by that CPU, and part of the report
 * of the one who asked.
 */
export function splitStreams(lines: readonly LogLine[]): LogLine[][] {
  const streams = new Map<string, LogLine[]>();
  let asker: string | undefined;
  const answering = new Set<string>();
  for (const line of lines) {
    const { text, caller } = line;
    if (asks.test(text)) asker = caller;
    if (asked.test(text)) answering.add(caller);
    else if (text !== "" && !isReportish(text) && !isEvidence(text)) answering.delete(caller);
    const whose = asker !== undefined && answering.has(caller) ? asker : caller;
    const stream = streams.get(whose) ?? [];
    stream.push(line);
    streams.set(whose, stream);
  }
  return [...streams.values()];
}
