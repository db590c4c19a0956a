// SPDX-License-Identifier: GPL-2.0-only
// A mail that reviews a patch: the patch put together again, and what was said about which line.
import { UsageError } from "../host/errors.ts";
import { DiffReader, type FilePatch, type PatchLine } from "./hunks.ts";
import { quoteDepth, unquote } from "./quote.ts";

/** What a reviewer wrote between the lines. */
export interface Remark {
  /** The line that it follows; undefined if it is about the commit message. */
  readonly position: PatchLine | undefined;
  readonly text: string;
}

/** A patch as it came in a mail. */
export interface MailedPatch {
  /** Commit message and diffstat. */
  readonly message: string;
  readonly files: readonly FilePatch[];
  readonly remarks: readonly Remark[];
}

/** Signatures, and what list archives put below. */
const footer = /^(?:-- |_{20,}|More info(?:rmation)? about the .+ mailing list.*)$/;

/** Reads a review (or the patch's own mail). @throws {UsageError} if there is no patch in it, or only a part of one. */
export function readReview(mail: string): MailedPatch {
  const lines = mail.replaceAll("\r\n", "\n").split("\n");
  const depth = quoteDepth(lines);
  if (depth === undefined) throw new UsageError("The mail contains no patch: no line begins with “diff --git”.");
  const reader = new DiffReader();
  const message: string[] = [];
  const remarks: { position: PatchLine | undefined; lines: string[] }[] = [];
  let said = false;
  for (const { quoted, text } of unquote(lines, depth)) {
    if (!quoted && reader.position !== undefined && !reader.inHunk && footer.test(text)) break;
    if (quoted) {
      const diff = reader.take(text);
      if (!diff && reader.position === undefined) message.push(text);
      said = false;
    } else if (message.length > 0 && (said || text.trim() !== "")) {
      if (!said) remarks.push({ position: reader.position, lines: [] });
      remarks.at(-1)?.lines.push(text.trimEnd());
      said = true;
    }
  }
  const files = reader.end();
  checkSum(message, files);
  return {
    message: `${message.join("\n").trim()}\n`,
    files,
    remarks: remarks.map((remark) => ({ position: remark.position, text: remark.lines.join("\n").trim() })),
  };
}

/** A file can be missing as a whole, which no hunk tells: the diffstat does. */
function checkSum(message: readonly string[], files: readonly FilePatch[]): void {
  const sum = message.map((line) => /^ ?(\d+) files? changed(.*)/.exec(line)).find((found) => found !== null);
  if (!sum) return;
  const [, changed, rest = ""] = sum;
  const said = [changed, /(\d+) insertion/.exec(rest)?.[1] ?? 0, /(\d+) deletion/.exec(rest)?.[1] ?? 0].map(Number);
  const total = (key: "insertions" | "deletions"): number => files.reduce((all, file) => all + file[key], 0);
  const found = [files.length, total("insertions"), total("deletions")];
  if (said.join() === found.join()) return;
  const words = ([count, plus, minus]: readonly number[]): string => `${count} files, +${plus} -${minus}`;
  throw new UsageError(`The patch is incomplete: its diffstat says ${words(said)}; the mail has ${words(found)}.`);
}

/** A patch as `git apply` takes it. */
export function patchText({ message, files }: Pick<MailedPatch, "message" | "files">): string {
  return `${message}\n${files.map(({ diff }) => diff).join("")}`;
}
