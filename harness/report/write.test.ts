// SPDX-License-Identifier: GPL-2.0-only
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { LabError } from "../host/errors.ts";
import { Journal } from "../record/journal-writer.ts";
import type { Event, RunRecord } from "../record/model.ts";
import { parseRunJson } from "./testing/run-json.ts";
import { sampleEvents } from "./testing/sample.ts";
import { concludeJournal, readRun } from "../verdict/conclude.ts";
import { writeRecord } from "./write.ts";

const folder = mkdtempSync(path.join(tmpdir(), "msixlab-write-"));
test.after.always(() => rmSync(folder, { recursive: true }));
let runs = 0;
function sampleRun(): string {
  const dir = mkdtempSync(path.join(folder, `${++runs}-`));
  using journal = new Journal(path.join(dir, "events.jsonl"));
  for (const event of sampleEvents()) journal.write(event);
  return dir;
}

/** What `report` does. */
function writeReports(dir: string, env: NodeJS.ProcessEnv): RunRecord {
  const record = readRun(dir);
  writeRecord(record, dir, env);
  return record;
}

test("a journal becomes all reports, and the record that they show", (t) => {
  const dir = sampleRun();
  const record = writeReports(dir, {});
  const names = ["events.jsonl", "junit.xml", "report.html", "results.ktap", "run.json", "summary.md"];
  t.deepEqual(readdirSync(dir).sort(), names);
  t.deepEqual(parseRunJson(readFileSync(path.join(dir, "run.json"), "utf8")), record);
  t.is(record.verdict?.conclusion, "fail");
});

test("writing again writes the same", (t) => {
  const dir = sampleRun();
  t.deepEqual(writeReports(dir, {}), writeReports(dir, {}));
});

test("what a run says as it ends is what its journal says for ever after", (t) => {
  const before = sampleEvents().filter(({ type }) => type !== "run-end");
  const finishedAt = "2027-01-01T00:00:00.000Z";
  const record = { ...concludeJournal({ events: before, skipped: 0 }), finishedAt };
  const { verdict } = record;
  const end = { type: "run-end", source: "lab", time: Date.now(), finishedAt, verdict } as Event;
  t.deepEqual(concludeJournal({ events: [...before, end], skipped: 0 }), record);
});

test("a line that a kill tore is told, not hidden", (t) => {
  const dir = sampleRun();
  appendFileSync(path.join(dir, "events.jsonl"), '{"type":"resu');
  t.true(writeReports(dir, {}).notes.some((note) => note.startsWith("1 line of events.jsonl could not be read")));
});

test("GITHUB_STEP_SUMMARY gets the summary, after what others wrote", (t) => {
  const dir = sampleRun();
  const file = path.join(dir, "step.md");
  appendFileSync(file, "before\n");
  writeReports(dir, { GITHUB_STEP_SUMMARY: file });
  t.regex(readFileSync(file, "utf8"), /^before\n## ❌ The series fails/);
});

test("a folder without a run is an error of the lab", (t) => {
  t.throws(() => writeReports(mkdtempSync(path.join(folder, "none-")), {}), { instanceOf: LabError });
});
