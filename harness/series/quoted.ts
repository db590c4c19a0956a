// SPDX-License-Identifier: GPL-2.0-only
// A mail in which somebody quotes a patch and remarks on it: the patch as if it had come by itself, and the remarks.
import type { ReviewRemark } from "../record/model.ts";
import type { Mail } from "./mails.ts";
import { quoteDepth } from "./quote.ts";
import { remarksOf } from "./remarks.ts";
import { patchText, readReview } from "./review.ts";

/** What a review yields. */
export interface Quoted {
  readonly mail: Mail;
  readonly review: readonly ReviewRemark[];
  readonly notes: readonly string[];
}

/** Reads a review; undefined if the mail is none. @throws {UsageError} if the patch is not whole. */
export function quotedPatch(mail: Mail | undefined, what: string): Quoted | undefined {
  if (mail === undefined) return undefined;
  // A line of dashes between remarks is where git mailinfo sees a patch begin.
  const text = `${mail.message}${mail.patch}`;
  if ((quoteDepth(text.split("\n")) ?? 0) === 0) return undefined;
  const found = readReview(text);
  const archived = archiveHead(text);
  const from = mail.from === "" ? archived.from : mail.from;
  const whole = patchText(found);
  const at = whole.indexOf("\n---\n") + 1;
  const author = /^Signed-off-by: (.*)$/m.exec(found.message)?.[1] ?? "";
  const [insertions, deletions] = (["insertions", "deletions"] as const).map((key) =>
    found.files.reduce((sum, file) => sum + file[key], 0),
  );
  const counted = `${found.files.length} files, ${insertions} insertions, ${deletions} deletions`;
  return {
    mail: {
      from: author,
      date: "",
      // The answer's subject is the patch's, behind Re:.
      subject: (mail.subject === "" ? archived.subject : mail.subject).replace(/^(?:re: *)+/i, ""),
      message: at > 0 ? whole.slice(0, at) : found.message,
      patch: at > 0 ? whole.slice(at) : whole.slice(found.message.length),
    },
    review: remarksOf(found, from),
    notes: [`The patch was taken from a review of it (${what}): ${counted}, ${found.remarks.length} remarks.`],
  };
}

/** List archives show subject and author without the names of headers, on the first lines. */
function archiveHead(text: string): { readonly subject: string; readonly from: string } {
  const [subject = "", from = ""] = text.split("\n").filter((line) => line.trim() !== "");
  return /\[[^\]]*(?:PATCH|RFC)[^\]]*\]/i.test(subject) && !from.startsWith(">")
    ? { subject, from: from.trim() }
    : { subject: "", from: "" };
}
