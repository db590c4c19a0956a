// SPDX-License-Identifier: GPL-2.0-only
// The only file of this folder that writes reports: renderers return text.
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fitSummary, renderAnnotations } from "./github.ts";
import { renderHtml } from "./html/page.tsx";
import { renderJson } from "../record/json.ts";
import { renderJunit } from "./junit.ts";
import { renderKtap } from "./ktap.ts";
import { renderMarkdown } from "./markdown.ts";
import type { RunRecord } from "../record/model.ts";
import type { Sources } from "./problems.ts";

/** Every report, by the name of its file. */
export const renderers: Readonly<Record<string, (record: RunRecord) => string>> = {
  "run.json": renderJson,
  "results.ktap": renderKtap,
  "junit.xml": renderJunit,
  "summary.md": renderMarkdown,
  "report.html": renderHtml,
};

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
