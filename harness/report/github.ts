// SPDX-License-Identifier: GPL-2.0-only
// What GitHub Actions reads: workflow commands on stdout, and Markdown in the file that GITHUB_STEP_SUMMARY names.
import { findVerdictRow } from "./evidence.ts";
import type { Result, RunRecord } from "../record/model.ts";
import { withStaticResults } from "./static-results.ts";
import { troubles } from "./words.ts";

/** GitHub shows ten annotations of a kind for a step, and drops the rest. */
const annotations = 10;
/** It drops a step summary above 1 MiB whole; what other steps of the job wrote is not ours to count. */
const summaryBytes = 900 * 1024;

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

function annotation(record: RunRecord, result: Result): string {
  const { outcome, cell, spec, reason, splats, reproduce } = result;
  const group = findVerdictRow(record, result)?.group;
  // The base side, the lab's own faults, what is known and what was flaky before are not the series' errors.
  const own = outcome === "FAIL" && result.side === "patched" && group !== "knownFailures" && group !== "flaky";
  const level = own ? "error" : "warning";
  const at = splats[0]?.at === undefined ? [] : [`at ${splats[0].at}`];
  const again = reproduce === undefined ? [] : [reproduce];
  return `::${level} title=${property(`${outcome} ${cell}`)}::${data([`${spec}: ${reason ?? ""}`, ...at, ...again].join("\n"))}`;
}

/** Workflow commands for the worst results. */
export function renderAnnotations(record: RunRecord): string {
  const lines = troubles(withStaticResults(record))
    .slice(0, annotations)
    .map((one) => annotation(record, one));
  if (record.failure !== undefined && lines.length < annotations)
    lines.unshift(
      `::error title=${property(`the run ended early (${record.failure.blame})`)}::${data(record.failure.message)}`,
    );
  return lines.map((line) => `${line}\n`).join("");
}

/** Markdown that fits a step summary: cut at a line end, with a word on what is missing. */
export function fitSummary(markdown: string, budget = summaryBytes): string {
  if (Buffer.byteLength(markdown) <= budget) return markdown;
  const lines = markdown.split("\n");
  let size = 0;
  let kept = 0;
  while (kept < lines.length && size + Buffer.byteLength(lines[kept] ?? "") + 1 < budget - 200) {
    size += Buffer.byteLength(lines[kept] ?? "") + 1;
    kept++;
  }
  return `${lines.slice(0, kept).join("\n")}\n\n${lines.length - kept} more lines are in summary.md of the run.\n`;
}
