// SPDX-License-Identifier: GPL-2.0-only
// The only file of this folder that writes reports: renderers return text.
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fitSummary, renderAnnotations } from "./github.ts";
import { renderHtml } from "./html/page.tsx";
import { readJournal, type JournalContent } from "../record/journal.ts";
import { renderJson } from "../record/json.ts";
import { renderJunit } from "./junit.ts";
import { renderKtap } from "./ktap.ts";
import { renderMarkdown } from "./markdown.ts";
import type { RunRecord } from "../record/model.ts";
import { conclude, reduce } from "../verdict/reduce.ts";
import type { Sources } from "./problems.ts";
import { plural } from "./words.ts";

/** The events of a run, in its folder. */
export const journalName = "events.jsonl";

/** Every report, by the name of its file. */
export const renderers: Readonly<Record<string, (record: RunRecord) => string>> = {
  "run.json": renderJson,
  "results.ktap": renderKtap,
  "junit.xml": renderJunit,
  "summary.md": renderMarkdown,
  "report.html": renderHtml,
};

/** What the journal of a run that is over adds up to. @throws {LabError} if it has no run-start. */
export function concludeJournal({ events, skipped }: JournalContent): RunRecord {
  const record = reduce(events);
  const note = `${plural(skipped, "line")} of ${journalName} could not be read: cut off by a crash, or written by a newer lab`;
  return conclude(skipped === 0 ? record : { ...record, notes: [...record.notes, note] });
}

/** Reads the journal in a run's folder and says what it adds up to. @throws {LabError} if it has no run-start. */
export function readRun(dir: string): RunRecord {
  return concludeJournal(readJournal(path.join(dir, journalName)));
}

/** A reader never sees half a report. */
function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

/** Writes all reports of a record into a folder. */
export function writeRecord(record: RunRecord, dir: string, env: NodeJS.ProcessEnv = process.env): void {
  for (const [name, render] of Object.entries(renderers)) writeWhole(path.join(dir, name), render(record));
  announce(record, env);
}

/** Tells GitHub, if a workflow of its runs the lab: the job's summary, and annotations. */
export function announce(record: RunRecord, env: NodeJS.ProcessEnv = process.env, sources?: Sources): void {
  const summary = env["GITHUB_STEP_SUMMARY"];
  if (summary) appendFileSync(summary, fitSummary(renderMarkdown(record)));
  if (env["GITHUB_ACTIONS"] === "true") process.stdout.write(renderAnnotations(record, sources));
}

/** Turns `events.jsonl` of a run's folder into all its reports, and returns the record that they show. */
export function writeReports(dir: string, env: NodeJS.ProcessEnv = process.env): RunRecord {
  const record = readRun(dir);
  writeRecord(record, dir, env);
  return record;
}
