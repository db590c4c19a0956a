// SPDX-License-Identifier: GPL-2.0-only
// Bisection record → bisect.json, bisect.md and bisect.html in the run's folder, and the terminal's last words.
import { BisectionRecord } from "./bisection.ts";
import { listRows } from "./bisection-words.ts";
import { renderBisectionHtml } from "./html/bisection.tsx";
import { writeReportFiles } from "./report-files.ts";
import { duration, plural } from "./words.ts";

/** Writes a record's reports into a folder. */
export function writeBisection(record: BisectionRecord, folder: string): void {
  writeReportFiles(folder, "bisect", {
    json: `${JSON.stringify(BisectionRecord.parse(record), null, 2)}\n`,
    md: renderBisectionMarkdown(record),
    html: renderBisectionHtml(record),
  });
}

/** The table at the end, and the sentence below it. */
export function renderBisectionText(record: BisectionRecord): string {
  const rows = [{ point: "POINT", counts: "FAILED", verdict: "VERDICT", made: "BUILT" }, ...listRows(record)];
  const width = Math.max(...rows.map(({ point }) => point.length));
  const lines = rows.map(
    ({ point, counts, verdict, made }) => `${point.padEnd(width)}  ${counts.padEnd(9)}  ${made.padEnd(7)}  ${verdict}`,
  );
  return [...lines, "", record.sentence, `${plural(record.runs, "run")}, ${duration(record.seconds)}`, ""].join("\n");
}

const plain = (text: string): string =>
  text.replaceAll(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "\\|");

/** Renders a record as GitHub-flavoured Markdown. */
export function renderBisectionMarkdown(record: BisectionRecord): string {
  const mark = record.conclusion === "found" ? "🎯" : "❔";
  return [
    `## ${mark} ${plain(record.sentence)}`,
    "",
    `**${plain(record.of.name)}**, ${record.cell}; ${plural(record.runs, "run")}, ${duration(record.seconds)}.`,
    "",
    "| point | failed | built | verdict |",
    "| --- | --- | --- | --- |",
    ...listRows(record).map(
      ({ point, counts, verdict, made }) => `| ${[plain(point), counts, made, plain(verdict)].join(" | ")} |`,
    ),
    "",
    `\`${record.command}\``,
    "",
  ].join("\n");
}
