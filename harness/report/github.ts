// SPDX-License-Identifier: GPL-2.0-only
// What GitHub Actions reads: workflow commands on stdout, and Markdown in the file that GITHUB_STEP_SUMMARY names.
import type { RunRecord } from "../record/model.ts";
import { problems, type Problem, type Sources } from "./problems.ts";

/** GitHub shows ten annotations of a kind for a step, and drops the rest. */
const annotations = 10;
/** It drops a step summary above 1 MiB whole; what other steps of the job wrote is not ours to count. */
const summaryBytes = 900 * 1024;

const data = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** What a workflow command may be called, and say beside its message. */
interface CommandDetails {
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
}

/** A line that the runner takes for an annotation: nothing in it ends the line, or a property of it. */
export function workflowCommand(
  command: "error" | "warning" | "notice",
  message: string,
  details: CommandDetails = {},
): string {
  const given = Object.entries(details).filter(([, value]) => value !== undefined);
  const properties = given.map(([name, value]) => `${name}=${property(String(value))}`).join(",");
  return `::${command}${properties === "" ? "" : ` ${properties}`}::${data(message)}`;
}

function annotation({ level, title, message, place }: Problem): string {
  return workflowCommand(level, message, { ...place, title });
}

/** Workflow commands for the worst problems; at their lines, where `sources` knows them. */
export function renderAnnotations(record: RunRecord, sources?: Sources): string {
  const all = problems(record, sources);
  const shown = (["error", "warning"] as const).flatMap((level) =>
    all.filter((problem) => problem.level === level).slice(0, annotations),
  );
  return shown.map((problem) => `${annotation(problem)}\n`).join("");
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
