// SPDX-License-Identifier: GPL-2.0-only
// The last lines of a run: verdict, counts, what failed and how to do it again, where the reports are. Pure.
import path from "node:path";
import { percent, shareText } from "../words-coverage.ts";
import { configurationName, type Comparison, type RunRecord, type Verdict } from "../../record/model.ts";
import { changedFiles } from "../changed.ts";
import { commitRows } from "../commits.ts";
import { countOutcomes, duration, glyphs, plural, findResult, shares, wallSeconds } from "../words.ts";
import { groupSplats, spreadText } from "../splats.ts";
import { knownText, onlyFlaky, staleTexts } from "../evidence.ts";
import { countPieces } from "./live.ts";
import { outcomeStyle, type StyledLine, type Style } from "./style.ts";
import { staticBlock, staticCounts } from "./static.ts";

/** So many of a kind are listed; the report has all. */
const listed = 12;

function rowLines(record: RunRecord, row: Comparison, style: Style): StyledLine[] {
  const result = findResult(record, row);
  const lines: StyledLine[] = [[["  ✗ ", style], [row.spec], [`  ${configurationName(row)}`, "gray"]]];
  const words = result?.reason?.split("\n")[0];
  if (words !== undefined) lines.push([["    "], [words]]);
  if (row.known !== undefined) lines.push([["    "], [knownText(row.known), "yellow"]]);
  if (row.evidence !== undefined) lines.push([["    "], [row.evidence, "bold"]]);
  const at = result?.splats.find((splat) => splat.at !== undefined)?.at;
  if (at !== undefined)
    lines.push([
      ["    at ", "gray"],
      [at, "gray"],
    ]);
  if (result?.reproduce !== undefined) lines.push([["    "], [result.reproduce, "cyan"]]);
  return lines;
}

function group(record: RunRecord, title: string, rows: readonly Comparison[], style: Style): StyledLine[] {
  if (rows.length === 0) return [];
  const more: StyledLine[] =
    rows.length > listed ? [[[`  and ${rows.length - listed} more in the report`, "gray"]]] : [];
  const body = rows.slice(0, listed).flatMap((row) => rowLines(record, row, style));
  return [[], [[`${title} (${rows.length})`, ["bold", style].flat() as Style]], ...body, ...more];
}

function sideLines(record: RunRecord): StyledLine[] {
  const rows = shares(record);
  const width = Math.max(8, ...rows.map(({ name }) => name.length + 1));
  return rows.map(({ name, results }): StyledLine => {
    const counts = new Map(Object.entries(countOutcomes(results))) as Parameters<typeof countPieces>[0];
    return [[`  ${name.padEnd(width)}`], ...countPieces(counts)];
  });
}

/** After a run that ended early, what never ran is a number: its list would bury why. */
function unknownLines(record: RunRecord): StyledLine[] {
  const { verdict, failure } = record;
  const rows = verdict?.unknown ?? [];
  const silent = failure === undefined ? [] : rows.filter((row) => findResult(record, row)?.cause === "never-ran");
  const said = group(
    record,
    "No statement",
    rows.filter((row) => !silent.includes(row)),
    "magenta",
  );
  const sum = `${silent.length} planned specs never ran.`;
  return silent.length === 0 ? said : [...said, [], [[sum, "magenta"]]];
}

function coverageLine({ coverage, verdict }: RunRecord): StyledLine[] {
  if (coverage === undefined)
    return verdict?.conclusion === "pass" ? [[["  coverage of the series was not measured", "yellow"]]] : [];
  const { lines, branches } = coverage;
  if (lines.total === 0) return [];
  const said = `  coverage ${percent(lines)} of lines, ${percent(branches)} of branches`;
  return [[[said], [`  ${shareText(lines, "line")}, ${shareText(branches, "branch")}`, "gray"]]];
}

/** What the series changes, and who entered it, as far as it fits. */
function changedLines(record: RunRecord): StyledLine[] {
  const rows = changedFiles(record).flatMap(({ file, functions, text }) => [
    ...functions.map((one) => ({ ...one, name: `${path.basename(file)}: ${one.name}()` })),
    ...(text === undefined ? [] : [{ name: path.basename(file), text, entered: functions.length > 0 }]),
  ]);
  const more: StyledLine[] =
    rows.length > listed ? [[[`  and ${rows.length - listed} more in the report`, "gray"]]] : [];
  return [
    ...rows
      .slice(0, listed)
      .map((row): StyledLine => [[`  ${row.name}`], [`  ${row.text}`, row.entered ? "gray" : "yellow"]]),
    ...more,
  ];
}

/** What fails no series, and is to be seen all the same. */
function otherLines(record: RunRecord): StyledLine[] {
  const { verdict } = record;
  const listed = (verdict?.knownFailures ?? []).filter(({ known }) => known !== undefined);
  const stale = verdict === undefined ? [] : staleTexts(verdict).map((text): StyledLine => [[text, "yellow"]]);
  return [
    ...group(record, "Flaky", onlyFlaky(record), "yellow"),
    ...group(record, "Known failures", listed, "yellow"),
    ...(stale.length === 0 ? [] : [[], ...stale]),
  ];
}

const conclusionWords: Readonly<Record<Verdict["conclusion"], readonly [string, Style]>> = {
  pass: ["PASS", "green"],
  fail: ["FAIL", "red"],
  untested: ["UNTESTED", "yellow"],
  noop: ["NO-OP", "cyan"],
  conflict: ["CONFLICT", "yellow"],
  none: ["NO VERDICT", "magenta"],
};

/** Remarks are read in the report; that there are some is said here. */
function reviewLines({ review = [] }: RunRecord): StyledLine[] {
  return review.length === 0 ? [] : [[[`  ${plural(review.length, "review comment")} in the report`, "gray"]]];
}

/** What the kernel complained about more than once: one defect, whatever the number of specs that it fails. */
function splatLines(record: RunRecord): StyledLine[] {
  const groups = groupSplats(record.results).filter(({ times }) => times > 1);
  if (groups.length === 0) return [];
  const lines = groups
    .slice(0, listed)
    .map((group): StyledLine => [[`  ${group.times} × `, "red"], [group.name], [`  ${spreadText(group)}`, "gray"]]);
  return [[], [[`Repeated splats (${groups.length})`, "bold"]], ...lines];
}

function commitLines(record: RunRecord): StyledLine[] {
  const rows = commitRows(record);
  if (rows.length === 0) return [];
  const lines = rows.map(({ name, commit, builds, boots, specs, outcome }): StyledLine => {
    const words = [builds, boots, specs].filter((word) => word !== "").join(", ");
    return [[`  ${glyphs[outcome]} `, outcomeStyle[outcome]], [`${name}  ${commit.subject}  `], [words, "gray"]];
  });
  return [[], [["Commit by commit", "bold"]], ...lines];
}

/** The verdict block. Lines of it must not be cut: a reproduce line that ends in an ellipsis is of no use. */
export function summaryLines(record: RunRecord, dir: string): StyledLine[] {
  const { verdict, failure } = record;
  const [word, style] = conclusionWords[verdict?.conclusion ?? "none"];
  const output = failure?.output?.split("\n").map((line): StyledLine => [["  | ", "gray"], [line]]) ?? [];
  const reports = ["report.html", "summary.md"].map((name): StyledLine => [["  "], [path.join(dir, name)]]);
  return [
    ...(failure === undefined
      ? []
      : ([[], [["The run ended early: ", "bold"], [failure.message]], ...output] as StyledLine[])),
    ...group(record, "Regressions", verdict?.regressions ?? [], "red"),
    ...group(record, "Failures on patched", verdict?.failures ?? [], "red"),
    ...unknownLines(record),
    ...group(record, "Passed on base, not run on patched", verdict?.lost ?? [], "yellow"),
    ...otherLines(record),
    ...splatLines(record),
    ...commitLines(record),
    ...staticBlock(record),
    [],
    [
      [` ${word} `, ["bold", "inverse", style].flat() as Style],
      [" "],
      [verdict?.sentence ?? "The run ended without a verdict.", "bold"],
    ],
    ...sideLines(record),
    ...staticCounts(record),
    ...coverageLine(record),
    ...changedLines(record),
    ...reviewLines(record),
    [[`  ${duration(wallSeconds(record))}`, "gray"]],
    ...reports,
  ];
}
