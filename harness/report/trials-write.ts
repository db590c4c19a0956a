// SPDX-License-Identifier: GPL-2.0-only
// Trials → JSON, Markdown and HTML in the run's folder, and the terminal's last words.
import { renderTrialsHtml } from "./html/trials.tsx";
import { writeReportFiles } from "./report-files.ts";
import { fence } from "./markdown-helpers.ts";
import { byRank, shownDiffs, trialVerdict, type TrialRow, type TrialsView } from "./trials.ts";
import { duration, plural } from "./words.ts";

/** Writes reports into a folder: `mutants.json`, `mutants.md`, `mutants.html`. */
export function writeTrials(folder: string, record: unknown, view: TrialsView): void {
  writeReportFiles(folder, view.stem, {
    json: `${JSON.stringify(record, null, 2)}\n`,
    md: renderTrialsMarkdown(view),
    html: renderTrialsHtml(view),
  });
}

/** The table at the end, and what is wrong below it. */
export function renderTrialsText(view: TrialsView): string {
  const width = Math.max(...view.rows.map(({ name }) => name.length), view.kind.length);
  const rows = view.rows.map(
    (one) =>
      `${one.name.padEnd(width)}  ${one.status.padEnd(9)}  ${(one.how ?? "").padEnd(9)}  ${duration(one.seconds).padStart(6)}  ${one.by}`,
  );
  const open = [...view.rows].sort(byRank).filter(({ settled }) => !settled);
  const lines = ({ why, more, diff = "" }: TrialRow): string =>
    [why, ...more, ...changedLines(diff)].map((text) => `\n  ${text.replaceAll("\n", "\n  ")}`).join("");
  return [
    `${view.kind.toUpperCase().padEnd(width)}  STATUS     HOW          TOOK  BY`,
    ...rows,
    "",
    ...open.map((one) => `${one.status}: ${one.name}: ${one.what}${lines(one)}`),
    ...view.broken.map(({ cell, spec, why }) => `fails ${view.without}: ${spec} in ${cell}: ${why}`),
    ...view.notes.map((note) => `note: ${note}`),
    `${view.score}; ${plural(view.sound, "spec")} passed ${view.without}; ${duration(view.seconds)}`,
    "",
  ].join("\n");
}

/** What a diff takes away and adds. */
function changedLines(diff: string): string[] {
  return diff.split("\n").filter((line) => /^[-+](?!-- |\+\+ )/.test(line));
}

/** Text in a cell of a Markdown table, on one line. */
export const markdownCell = (text: string): string =>
  text.replaceAll(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "\\|");

/** Renders trials as GitHub-flavoured Markdown. */
export function renderTrialsMarkdown(view: TrialsView): string {
  const row = (one: TrialRow): string => {
    const what = [one.what, ...one.more].map(markdownCell).join("<br>");
    const seen = [trialVerdict(one), markdownCell(one.by), markdownCell(one.why), duration(one.seconds)];
    return `| ${[one.name, what, ...seen].join(" | ")} |`;
  };
  return [
    `## ${view.exitCode === 0 ? "✅" : "❌"} ${view.score}`,
    "",
    `**${markdownCell(view.subject)}**; ${plural(view.sound, "spec")} passed ${view.without}; ${duration(view.seconds)}.`,
    "",
    `| ${view.kind} | ${view.whatTitle} | verdict | by | why | took |`,
    "| --- | --- | --- | --- | --- | --- |",
    ...[...view.rows].sort(byRank).map(row),
    "",
    ...view.broken.map(
      ({ cell, spec, why }) => `- fails ${view.without}: ${markdownCell(`${spec} in ${cell}: ${why}`)}`,
    ),
    ...view.notes.map((note) => `> ${markdownCell(note)}`),
    "",
    ...shownDiffs(view).flatMap((one) => [`### ${one.name}: ${one.status}`, "", ...fence(one.diff, "diff"), ""]),
    `\`${view.command}\``,
    "",
  ].join("\n");
}
