// SPDX-License-Identifier: GPL-2.0-only
// Census → census.json, census.md and census.html in the run's folder, and the table on the terminal.
import type { CensusEntry, CensusRecord, CensusRow } from "../record/census.ts";
import { censusSentence, entriesIn, listFamilies, listTroubles, rowName, troubleText, type Family } from "./census.ts";
import { renderCensusHtml } from "./html/census.tsx";
import { writeReportFiles } from "./report-files.ts";
import { markdownCell } from "./trials-write.ts";
import { countsText, duration, glyphs, outcomes } from "./words.ts";

/** Writes the reports of a census into a folder. */
export function writeCensus(record: CensusRecord, folder: string): void {
  writeReportFiles(folder, "census", {
    json: `${JSON.stringify(record, null, 2)}\n`,
    md: renderCensusMarkdown(record),
    html: renderCensusHtml(record),
  });
}

const glyph = (entry: CensusEntry | undefined): string => (entry === undefined ? " " : glyphs[entry.outcome]);

/** A line a driver, a character a behaviour; what is wrong below it. */
export function renderCensusText(record: CensusRecord): string {
  const families = listFamilies(record);
  const columnWidth = ({ name, specs }: Family): number => Math.max(name.length, specs.length);
  const device = Math.max(6, ...record.rows.map((row) => rowName(row).length));
  const driver = Math.max(6, ...record.rows.map((row) => row.driver.length));
  const line = (first: string, second: string, rest: readonly string[]): string =>
    [first.padEnd(device), second.padEnd(driver), ...rest].join("  ").trimEnd();
  const row = (one: CensusRow): string =>
    line(
      rowName(one),
      one.driver,
      families.map((family) => entriesIn(one, family).map(glyph).join("").padEnd(columnWidth(family))),
    );
  return [
    line(
      "DEVICE",
      "DRIVER",
      families.map((family) => family.name.padEnd(columnWidth(family))),
    ),
    ...record.rows.map(row),
    "",
    outcomes.map((outcome) => `${glyphs[outcome]} ${outcome}`).join("  "),
    "",
    ...listTroubles(record).map(
      ({ row: one, entry }) =>
        `${entry.outcome}: ${one.driver} (${rowName(one)}): ${entry.spec}\n  ${troubleText(entry).replaceAll("\n", "\n  ")}${entry.reproduce === undefined ? "" : `\n  ${entry.reproduce}`}`,
    ),
    ...record.notes.map((note) => `note: ${note}`),
    ...(record.failure === undefined ? [] : [`ended early: ${record.failure}`]),
    `${record.kernels.join(", ")}: ${censusSentence(record)}; ${duration(record.seconds)}`,
    "",
  ].join("\n");
}

/** Renders a census as GitHub-flavoured Markdown: drivers by families, then each failure. */
export function renderCensusMarkdown(record: CensusRecord): string {
  const families = listFamilies(record);
  const counts = (row: CensusRow, family: Family): string => {
    const asked = entriesIn(row, family).filter((entry) => entry !== undefined);
    return asked.length === 0 ? "" : countsText(asked);
  };
  const table = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const troubles = listTroubles(record);
  return [
    `## ${record.exitCode === 0 ? "✅" : "❌"} ${censusSentence(record)}`,
    "",
    `${record.kernels.map(markdownCell).join(", ")}; ${duration(record.seconds)}.`,
    "",
    table(["device", "driver", ...families.map(({ name }) => name)]),
    table(["---", "---", ...families.map(() => "---")]),
    ...record.rows.map((row) => table([rowName(row), row.driver, ...families.map((family) => counts(row, family))])),
    "",
    ...(troubles.length === 0
      ? []
      : [
          table(["driver", "behaviour", "outcome", "what"]),
          table(["---", "---", "---", "---"]),
          ...troubles.map(({ row, entry }) =>
            table([
              `${row.driver} (${rowName(row)})`,
              ...[entry.spec, entry.outcome, troubleText(entry)].map(markdownCell),
            ]),
          ),
          "",
        ]),
    ...record.notes.map((note) => `> ${markdownCell(note)}`),
    ...(record.failure === undefined ? [] : [`> ended early: ${markdownCell(record.failure)}`]),
    "",
    `\`${record.command}\``,
    "",
  ].join("\n");
}
