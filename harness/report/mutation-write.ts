// SPDX-License-Identifier: GPL-2.0-only
// Mutation record → mutants.json, mutants.md and mutants.html in the run's folder, and the terminal's last words.
import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { renderMutationHtml } from "./html/mutation.tsx";
import { score, type MutantRecord, type MutationRecord } from "../record/mutation.ts";
import { byRank, mutantVerdict, killerText } from "./mutation-words.ts";
import { duration, plural } from "./words.ts";

/** Writes a record's reports into a folder. */
export function writeMutation(record: MutationRecord, folder: string): void {
  const reports = {
    "mutants.json": `${JSON.stringify(record, null, 2)}\n`,
    "mutants.md": renderMutationMarkdown(record),
    "mutants.html": renderMutationHtml(record),
  };
  for (const [name, text] of Object.entries(reports)) {
    const file = path.join(folder, name);
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}

/** The table at the end, and what is wrong below it. */
export function renderMutationText(record: MutationRecord): string {
  const width = Math.max(...record.mutants.map(({ name }) => name.length), 6);
  const rows = record.mutants.map(
    (one) =>
      `${one.name.padEnd(width)}  ${one.status.padEnd(9)}  ${(one.how ?? "").padEnd(9)}  ${duration(one.seconds).padStart(6)}  ${killerText(one)}`,
  );
  const open = [...record.mutants].sort(byRank).filter(({ status }) => status !== "killed");
  return [
    `${"MUTANT".padEnd(width)}  STATUS     HOW          TOOK  BY`,
    ...rows,
    "",
    ...open.map(({ name, status, breaks, why }) => `${status}: ${name}: ${breaks}\n  ${why.replaceAll("\n", "\n  ")}`),
    ...record.broken.map(({ cell, spec, why }) => `fails without a mutant: ${spec} in ${cell}: ${why}`),
    ...record.notes.map((note) => `note: ${note}`),
    `${score(record.mutants)}; ${plural(record.sound, "spec")} passed without a mutant; ${duration(record.seconds)}`,
    "",
  ].join("\n");
}

const plain = (text: string): string =>
  text.replaceAll(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "\\|");

/** Renders a record as GitHub-flavoured Markdown. */
export function renderMutationMarkdown(record: MutationRecord): string {
  const row = (one: MutantRecord): string =>
    `| ${[one.name, plain(one.breaks), mutantVerdict(one), plain(killerText(one)), plain(one.why), duration(one.seconds)].join(" | ")} |`;
  return [
    `## ${record.exitCode === 0 ? "✅" : "❌"} ${score(record.mutants)}`,
    "",
    `Series **${plain(record.series.name)}**; ${plural(record.sound, "spec")} passed without a mutant; ${duration(record.seconds)}.`,
    "",
    "| mutant | breaks | verdict | by | why | took |",
    "| --- | --- | --- | --- | --- | --- |",
    ...[...record.mutants].sort(byRank).map(row),
    "",
    ...record.broken.map(({ cell, spec, why }) => `- fails without a mutant: ${plain(`${spec} in ${cell}: ${why}`)}`),
    ...record.notes.map((note) => `> ${plain(note)}`),
    "",
    `\`${record.command}\``,
    "",
  ].join("\n");
}
