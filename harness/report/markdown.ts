// SPDX-License-Identifier: GPL-2.0-only
// Run record → summary.md: what a job summary or a mail shows. The verdict first, what failed next, the rest after.
import { configurationName, type Comparison, type RunRecord } from "../record/model.ts";
import { changedFiles } from "./changed.ts";
import { commitRows } from "./commits.ts";
import { openLines, percent, shareText } from "./words-coverage.ts";
import { cellText, code, fence, table } from "./markdown-helpers.ts";
import { matrixLines } from "./markdown-matrix.ts";
import { staticLines } from "./markdown-static.ts";
import { bearingsOn, remarkLocation, silenceOn } from "./review.ts";
import { knownText, onlyFlaky, staleTexts } from "./evidence.ts";
import { groupSplats, spreadText } from "./splats.ts";
import { countsText, duration, glyphs, plural, findResult, shares, troubles, wallSeconds } from "./words.ts";
import { sinceText } from "./words-port.ts";

function verdictLines(record: RunRecord): string[] {
  const { verdict } = record;
  const mark = { pass: "✅", fail: "❌", untested: "⚠️", noop: "🟰", conflict: "⛔", none: "⚪" }[
    verdict?.conclusion ?? "none"
  ];
  const sides = shares(record).map(({ name, results }) => `- **${name}**: ${countsText(results)}`);
  return [`## ${mark} ${cellText(verdict?.sentence ?? "The run ended without a verdict.")}`, "", ...sides, ""];
}

/** What the series changes, and who entered it. */
function changedLines(record: RunRecord): string[] {
  const rows = changedFiles(record).flatMap(({ file, functions, text }) => {
    const named = functions.map((one) => [code(`${one.name}()`), one.entered ? one.text : `**${one.text}**`]);
    return [...named, ...(text === undefined ? [] : [["", text]])].map((row) => [code(file), ...row]);
  });
  if (rows.length === 0) return [];
  return ["### What the series changes", "", ...table(["file", "function", ""], rows)];
}

function listLines(record: RunRecord, title: string, rows: readonly Comparison[]): string[] {
  const lines = rows.map((row) => {
    const result = findResult(record, row);
    return [
      cellText(row.spec),
      configurationName(row),
      `${row.base ?? "–"} → ${row.patched ?? "–"}`,
      cellText([result?.reason, row.known && knownText(row.known), row.evidence].filter(Boolean).join("; ")),
      result?.reproduce === undefined ? "" : code(result.reproduce),
    ];
  });
  if (lines.length === 0) return [];
  return [
    `### ${title} (${rows.length})`,
    "",
    ...table(["spec", "machine", "base → patched", "why", "reproduce"], lines),
  ];
}

const groups = (record: RunRecord): string[] => {
  const { verdict } = record;
  if (verdict === undefined) return [];
  return [
    ...listLines(record, "Regressions", verdict.regressions),
    ...listLines(record, "Failures on patched", verdict.failures),
    ...listLines(record, "Flaky", onlyFlaky(record)),
    ...listLines(record, "No statement", verdict.unknown),
    ...listLines(record, "Passed on base, not run on patched", verdict.lost ?? []),
    ...listLines(record, "Fixed by the series", verdict.fixes),
    ...listLines(record, "Known failures", verdict.knownFailures),
    ...staleTexts(verdict).map((text) => `> ${cellText(text)}\n`),
  ];
};

function splatLines(record: RunRecord): string[] {
  const found = groupSplats(record.results);
  if (found.length === 0) return [];
  const rows = found.slice(0, 20).map((group) => {
    const { at, file } = group.splat;
    const place = [at, file].filter((part) => part !== undefined).map(code);
    return [cellText(group.name), place.join(", "), String(group.times), cellText(spreadText(group))];
  });
  const head = `### Splats (${found.length})`;
  return [head, "", ...table(["splat", "at", "times", "where"], rows)];
}

function evidence(record: RunRecord): string[] {
  return troubles(record)
    .filter(({ splats, detail }) => splats.length > 0 || detail !== undefined)
    .slice(0, 20)
    .flatMap((result) => {
      const text = [result.detail ?? "", ...result.splats.map((splat) => splat.text.join("\n"))].filter(
        (one) => one !== "",
      );
      const body = fence(text.join("\n\n").slice(0, 8000));
      return [
        `<details><summary>${result.outcome} ${cellText(result.cell)} ${cellText(result.spec)}</summary>`,
        "",
        ...body,
        "",
        "</details>",
        "",
      ];
    });
}

function coverageLines({ coverage, verdict }: RunRecord): string[] {
  if (coverage === undefined)
    return verdict?.conclusion === "pass" ? ["> Coverage of the series was not measured.", ""] : [];
  const { lines, branches, cells, stale } = coverage;
  const rows = openLines(coverage).map(({ at, line, what }) => [
    code(at),
    code(line.text.trim()),
    what,
    cellText(line.reason ?? ""),
  ]);
  return [
    "### Coverage of the series",
    "",
    `- lines: **${percent(lines)}** (${shareText(lines, "line")})`,
    `- branches on them: **${percent(branches)}** (${shareText(branches, "branch")})`,
    `- over ${plural(cells.length, "cell")}: ${cells.join(", ")}`,
    ...stale.map(
      ({ file, lines: text, why }) => `- stale reason: ${code(`${file}: ${text.join(" ")}`)}: ${cellText(why)}`,
    ),
    "",
    ...table(["where", "line", "what", "why"], rows),
  ];
}

function commitLines(record: RunRecord): string[] {
  const rows = commitRows(record);
  if (rows.length === 0) return [];
  const lines = rows.map(({ name, commit, builds, boots, specs, outcome }) => {
    const why = commit.output === undefined ? "" : code(commit.output.split("\n").slice(0, 4).join(" "));
    return [glyphs[outcome], name, cellText(commit.subject), builds, boots, specs, why];
  });
  return ["### Commit by commit", "", ...table(["", "patch", "", "builds", "boots", "specs", "the compiler"], lines)];
}

function timeLines(record: RunRecord): string[] {
  const stages = [...record.stages].sort((a, b) => b.seconds - a.seconds).slice(0, 12);
  const rows = stages.map(({ stage, subject, seconds, cached, ok }) => [
    stage,
    cellText(subject),
    duration(seconds),
    `${cached ? "cached" : ""}${ok ? "" : " failed"}`.trim(),
  ]);
  const specs = record.results.reduce((sum, { seconds }) => sum + seconds, 0);
  const total = `${duration(wallSeconds(record))} in all, ${duration(specs)} of it specs (cells may overlap).`;
  return ["### Where the time went", "", total, "", ...table(["stage", "of", "took", ""], rows)];
}

function testedLines(record: RunRecord): string[] {
  const { series, host, accelerator, kernels } = record;
  return [
    "### What was tested",
    "",
    ...(series === undefined ? [] : [`- series **${cellText(series.name)}**: ${series.patches.map(code).join(", ")}`]),
    ...kernels.map(
      ({ side, release, source, flavour, hash, cached }) =>
        `- ${side}: Linux ${release} (${cellText(source)}), ${flavour}, ${code(hash.slice(0, 12))}${cached ? ", cached" : ""}`,
    ),
    `- ${accelerator.name}: ${cellText(accelerator.why)}`,
    `- ${cellText(host.os)}, kernel ${host.kernel}, ${host.cpus} CPUs, QEMU ${host.qemu}, Node ${host.node}`,
    `- ${code(record.command)}`,
    "",
    ...record.notes.map((note) => `> ${cellText(note)}\n`),
  ];
}

function failureLines({ failure }: RunRecord): string[] {
  if (failure === undefined) return [];
  const output = failure.output === undefined ? [] : fence(failure.output);
  return [
    failure.conflict === undefined ? "### The run ended early" : "### CONFLICT: the series does not apply",
    "",
    `${failure.blame}: ${cellText(failure.message)}`,
    "",
    ...output,
    "",
  ];
}

function portLines({ port }: RunRecord): string[] {
  if (port === undefined) return [];
  const changes = port.changes.flatMap((change) => [
    `- **${cellText(change.rule)}** (${sinceText(change)}): ${cellText(change.why)}. ${code(change.file)}`,
    "",
    ...(change.dropped === undefined ? [] : ["Dropped:", ""]),
    ...fence(change.diff, "diff"),
    "",
  ]);
  const brought = port.brought.map(
    ({ patch, rule }) => `- Added to both sides: **${cellText(patch)}**: ${cellText(rule)}`,
  );
  const nothing = changes.length + brought.length === 0 ? ["Nothing changed."] : [];
  return ["### Changes by --port", "", ...nothing, ...brought, "", ...changes];
}

function reviewLines(record: RunRecord): string[] {
  const { review = [] } = record;
  if (review.length === 0) return [];
  const remarks = review.map((remark) => {
    const bearing = bearingsOn(record, remark).map(
      ({ spec, outcome, machines }) => `${outcome} ${spec} (${machines.join(", ")})`,
    );
    if (bearing.length === 0) bearing.push(silenceOn(remark));
    const place = remark.file === undefined ? "the commit message" : code(remarkLocation(remark));
    return [place, cellText(remark.text), bearing.map(cellText).join("<br>")];
  });
  return [`### What the review says (${review.length})`, "", ...table(["of", "remark", "outcomes"], remarks)];
}

/** Renders a run as GitHub-flavoured Markdown. */
export function renderMarkdown(record: RunRecord): string {
  return [
    ...verdictLines(record),
    ...failureLines(record),
    ...changedLines(record),
    ...groups(record),
    ...staticLines(record),
    ...splatLines(record),
    ...evidence(record),
    ...matrixLines(record),
    ...commitLines(record),
    ...coverageLines(record),
    ...portLines(record),
    ...reviewLines(record),
    ...timeLines(record),
    ...testedLines(record),
  ].join("\n");
}
