// SPDX-License-Identifier: GPL-2.0-only
// A mail, taken out of its MIME: which of its parts are the text and which carry a patch. git mailinfo puts all parts one
// after the other, so an HTML part repeats the patch, and a mail that is attached loses its own header.
import PostalMime, { type Attachment, type Email } from "postal-mime";
import { errorMessage, UsageError } from "../host/errors.ts";

/** What a mail holds, decoded. */
export interface Unpacked {
  /** From, Date and Subject as they stand; encoded words in them are git's to read. */
  readonly head: Buffer;
  readonly text: string;
  /** Attachments that have a diff in them, in their order. */
  readonly attached: readonly Buffer[];
  /** It says that its text is format=flowed (RFC 3676). */
  readonly flowed: boolean;
  /** Why nothing can be read from it. */
  readonly unreadable?: string;
}

/** Boxes in boxes: no mailer nests deeper. */
const limits = { maxNestingDepth: 16, maxHeadersSize: 1 << 20 };

const headers = /^(?:[\w-]+:|From ).*(?:\n[ \t].*)*/;
const ours = /^(?:from|date|subject)$/;
const flowedType = /(^content-type:(?:[^\n]|\n[ \t])*?\bformat=)"?flowed"?/gim;

/** Unpacks a mail. What has no header is a bare patch: all of it is text. @throws {UsageError} */
export async function unpack(mail: Buffer, what: string): Promise<Unpacked> {
  const raw = mail.toString("latin1").replaceAll("\r\n", "\n");
  const end = raw.indexOf("\n\n");
  const header = headers.test(raw) ? raw.slice(0, end < 0 ? undefined : end + 1) : "";
  if (!/^content-(?:type|transfer-encoding):/im.test(header))
    return {
      head: Buffer.from(header, "latin1"),
      text: decodeText(Buffer.from(raw.slice(header.length), "latin1")),
      attached: [],
      flowed: false,
    };
  // The parser would join the lines that a flowing text may be broken at, and a patch must not be joined.
  const kept = raw.replaceAll(flowedType, "$1kept");
  const email = await PostalMime.parse(Buffer.from(kept, "latin1"), { ...limits, forceRfc822Attachments: true }).catch(
    (error: unknown) => {
      throw new UsageError(`${what} cannot be read: ${errorMessage(error)}.`);
    },
  );
  const attached = email.attachments.map(attachmentBytes).filter(holdsDiff);
  const unreadable = attached.length > 0 ? undefined : whyUnreadable(email);
  return {
    head: Buffer.from(email.headerLines.flatMap(({ key, line }) => (ours.test(key) ? [`${line}\n`] : [])).join("")),
    text: email.text ?? "",
    attached,
    flowed: kept !== raw,
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

/** Bytes as text: UTF-8, or what git takes for anything else that does not say (mailinfo.c, guess_charset). */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}

function attachmentBytes({ content }: Attachment): Buffer {
  return typeof content === "string" ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);
}

function holdsDiff(bytes: Buffer): boolean {
  return /^(?:diff --git |--- \S.*\r?\n\+\+\+ )/m.test(bytes.toString("latin1"));
}

function whyUnreadable({ html, text, attachments }: Email): string | undefined {
  if (attachments.some(({ mimeType }) => /pgp-encrypted|pkcs7-mime/.test(mimeType))) return "it is encrypted";
  if (html !== undefined && text === undefined)
    return "it is HTML alone: what its author sent as blanks and tabs is lost; ask for plain text or an attachment";
  return undefined;
}
