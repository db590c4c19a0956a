// SPDX-License-Identifier: GPL-2.0-only
// A mail in which somebody quotes a patch and remarks on it: the patch as if it had come by itself, and the remarks.
import type { ReviewRemark } from "../record/model.ts";
import { mailinfo, type Mail } from "./mailinfo.ts";
import { quoteDepth } from "./quote.ts";
import { readRemarks } from "./remarks.ts";
import { patchText, readReview } from "./review.ts";

/** What a review yields. */
export interface Quoted {
  readonly mail: Mail;
  readonly review: readonly ReviewRemark[];
  readonly notes: readonly string[];
}

/** Reads a review; undefined if the mail is none. @throws {UsageError} if the patch is not whole. */
export async function quotedPatch(mail: Mail | undefined, what: string): Promise<Quoted | undefined> {
  if (mail === undefined) return undefined;
  // A line of dashes between remarks is where git mailinfo sees a patch begin.
  const text = `${mail.message}${mail.patch}`;
  if ((quoteDepth(text.split("\n")) ?? 0) === 0) return undefined;
  const found = readReview(text);
  const archived = archiveHead(text);
  const from = mail.from === "" ? archived.from : mail.from;
  const whole = patchText(found);
  const [insertions, deletions] = (["insertions", "deletions"] as const).map((key) =>
    found.files.reduce((sum, file) => sum + file[key], 0),
  );
  const counted = `${found.files.length} files, ${insertions} insertions, ${deletions} deletions`;
  return {
    mail: await quotedMail(found.message, whole, mail.subject === "" ? archived.subject : mail.subject),
    review: readRemarks(found, from),
    notes: [`The patch was taken from a review of it (${what}): ${counted}, ${found.remarks.length} remarks.`],
  };
}

/** The mail that is quoted: with the header that is quoted above it, or with what the answer tells of it. */
async function quotedMail(message: string, whole: string, subject: string): Promise<Mail> {
  const header = /^(?:From [0-9a-f]{40,64} .*\n)?(?=(?:From|Date|Subject): )/.exec(whole)?.[0];
  if (header !== undefined) return mailinfo(Buffer.alloc(0), whole.slice(header.length), "the quoted mail");
  const at = whole.indexOf("\n---\n") + 1;
  return {
    from: /^Signed-off-by: (.*)$/m.exec(message)?.[1] ?? "",
    date: "",
    // The answer's subject is the patch's, behind Re:.
    subject: subject.replace(/^(?:re: *)+/i, ""),
    message: at > 0 ? whole.slice(0, at) : message,
    patch: at > 0 ? whole.slice(at) : whole.slice(message.length),
  };
}

/** List archives show subject and author without the names of headers, on the first lines. */
function archiveHead(text: string): { readonly subject: string; readonly from: string } {
  const [subject = "", from = ""] = text.split("\n").filter((line) => line.trim() !== "");
  return /\[[^\]]*(?:PATCH|RFC)[^\]]*\]/i.test(subject) && !from.startsWith(">")
    ? { subject, from: from.trim() }
    : { subject: "", from: "" };
}
