// SPDX-License-Identifier: GPL-2.0-only
// Which mails of a thread are the series: the newest version of each patch, in order. The rest is left, and said.
import { UsageError } from "../host/errors.ts";
import type { Mail } from "./mailinfo.ts";
import { readSubject, type MailSubject } from "./subject.ts";

/** A mail, and what its subject says. */
export interface Letter extends MailSubject {
  readonly mail: Mail;
}

/** What is taken of a thread. */
export interface Chosen {
  /** What the cover letter calls it, if there is one. */
  readonly name: string | undefined;
  readonly patches: readonly Letter[];
  readonly cover: Letter | undefined;
  /** What was left out, and anything else that a reader must know. */
  readonly notes: readonly string[];
}

const hasDiff = ({ mail }: Letter): boolean => mail.patch !== "" && /^(?:diff --git |--- )/m.test(mail.patch);

/** Chooses the series of a thread. @throws {UsageError} if there is none, or it is not whole, or there are two. */
export function chooseSeries(mails: readonly Mail[], what: string): Chosen {
  const letters = mails.map((mail): Letter => ({ mail, ...readSubject(mail.subject) }));
  const candidates = findCandidates(letters, what);
  const version = candidates.reduce((highest, letter) => Math.max(highest, letter.version), 0);
  const newest = candidates.filter((letter) => letter.version === version);
  const numbered = newest.some(({ number }) => number !== undefined);
  const { patches, notes } = numbered
    ? numberedSeries(candidates, version, what)
    : { patches: unnumbered(newest), notes: [] };
  const covers = letters.filter((letter) => letter.number === 0 && !letter.answer && !hasDiff(letter));
  const cover = covers.findLast((letter) => letter.version === version) ?? covers.at(-1);
  refuseUnreadable(patches);
  const left = letters.filter((letter) => !patches.includes(letter) && letter !== cover);
  return { name: cover?.title, patches, cover, notes: [...notes, ...leftNotes(left, what)] };
}

/** The mails that a series is chosen from: an answer that brings a diff, if no mail of its own does. @throws {UsageError} */
function findCandidates(letters: readonly Letter[], what: string): readonly Letter[] {
  const mailed = letters.filter((letter) => hasDiff(letter) && !letter.answer);
  if (mailed.length > 0) return mailed;
  const answers = letters.filter(hasDiff);
  if (answers.length > 1)
    throw new UsageError(`${what} holds ${answers.length} answers with a diff, and no patch beside them.`, {
      hint: "Which of them is meant? Give that mail alone.",
    });
  const reasons = [...new Set(letters.flatMap(({ mail }) => mail.unreadable ?? []))];
  if (answers.length === 0 && reasons.length > 0) throw new UsageError(`${what} is refused: ${reasons.join("; ")}.`);
  if (answers.length === 0) throw new UsageError(`${what} holds no patch.`);
  return answers;
}

/** @throws {UsageError} if one of the patches came in a form that lost a part of it. */
function refuseUnreadable(patches: readonly Letter[]): void {
  const lost = patches.find(({ mail }) => mail.unreadable !== undefined);
  if (lost !== undefined) throw new UsageError(`“${lost.title}” is refused: ${lost.mail.unreadable}.`);
}

/** Patches without a number: each title once, as it came last. */
function unnumbered(newest: readonly Letter[]): readonly Letter[] {
  const byTitle = new Map(newest.map((letter, index) => [letter.title === "" ? index : letter.title, letter]));
  return [...byTitle.values()];
}

function numberedSeries(
  candidates: readonly Letter[],
  version: number,
  what: string,
): { readonly patches: readonly Letter[]; readonly notes: readonly string[] } {
  const own = candidates.filter((letter) => letter.version === version && letter.number !== undefined);
  const totals = new Set(own.map(({ total }) => total));
  const [total = 0] = totals;
  const versionText = ({ version: of }: Letter): string => (of === 1 ? "" : ` v${of}`);
  if (totals.size > 1)
    throw new UsageError(`${what} holds more than one series: one of ${[...totals].join(", one of ")} patches.`);
  const patches: Letter[] = [];
  const missing: number[] = [];
  const notes: string[] = [];
  for (let number = 1; number <= total; number++) {
    const all = candidates.filter((letter) => letter.number === number && letter.total === total);
    const highest = all.reduce((top, letter) => Math.max(top, letter.version), 0);
    const latest = all.filter((letter) => letter.version === highest);
    const titles = new Set(latest.map(({ title }) => title));
    if (titles.size > 1)
      throw new UsageError(
        `${what} holds more than one series: patch ${number} of ${total} is ${[...titles].join(", and ")}.`,
      );
    const letter = latest.at(-1);
    if (letter === undefined) missing.push(number);
    else patches.push(letter);
    if (letter !== undefined && letter.version !== version)
      notes.push(`Patch ${number}/${total} is of${versionText(letter) || " v1"}: there is no v${version} of it.`);
  }
  const gaps = missing.join(", ");
  if (missing.length > 0 && candidates.length > 1)
    throw new UsageError(
      `${what} is not the whole series: of ${total} patches${own[0] ? versionText(own[0]) : ""}, ${gaps} is missing.`,
    );
  const alone = `${what} is one patch of a series of ${total}; the others are not in it.`;
  return { patches, notes: missing.length > 0 ? [alone, ...notes] : notes };
}

function leftNotes(left: readonly Letter[], what: string): string[] {
  const older = left.filter((letter) => hasDiff(letter) && !letter.answer);
  const covers = left.filter((letter) => !hasDiff(letter) && letter.number === 0 && !letter.answer);
  const words = left.filter((letter) => !older.includes(letter) && !covers.includes(letter));
  const count = (letters: readonly Letter[], noun: string): string[] =>
    letters.length === 0 ? [] : [`${letters.length} ${noun}${letters.length === 1 ? "" : "s"}`];
  const versions = [...new Set(older.map(({ version }) => `v${version}`))].sort().join(", ");
  const parts = [
    ...count(older, "other patch").map((text) => `${text.replace(/patchs$/, "patches")} (${versions})`),
    ...count(covers, "older cover letter"),
    ...count(words, "answer"),
  ];
  return parts.length === 0 ? [] : [`Of ${what}, ${parts.join(", ")} ${left.length === 1 ? "was" : "were"} left.`];
}
