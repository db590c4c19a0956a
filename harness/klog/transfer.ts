// SPDX-License-Identifier: GPL-2.0-only
// A mail's text as it was sent → as it was written: quoted-printable and base64 (RFC 2045).
import { StringDecoder } from "node:string_decoder";
import type { Numbered } from "./records.ts";

const header = /^Content-Transfer-Encoding:\s*(quoted-printable|base64)\s*$/i;
/** Of the next part. The kernel's `------------[ cut here ]` is none. */
const boundary = /^--(?=.*\w)[\w'()+,./:=?-]+$/;
/** A soft line break. */
const soft = /=[ \t]*$/;

/** Undoes the encoding of the parts of a mail whose headers name one. */
export class Transfer {
  private encoding: "quoted-printable" | "base64" | undefined;
  private inBody = false;
  private rest = "";
  private decoder = new StringDecoder("utf8");

  /** The lines that are complete with this one. */
  push({ text, number }: Numbered): Numbered[] {
    const named = header.exec(text)?.[1]?.toLowerCase();
    if (named !== undefined) {
      const left = this.end(number);
      this.encoding = named === "base64" ? "base64" : "quoted-printable";
      return [...left, { text, number }];
    }
    if (this.encoding === undefined) return [{ text, number }];
    if (!this.inBody) {
      this.inBody = text === "";
      return [{ text, number }];
    }
    if (boundary.test(text)) return [...this.end(number), { text, number }];
    return this.decode(text).map((one) => ({ text: one, number }));
  }

  /** What is left when a part or the log ends. */
  end(number: number): Numbered[] {
    const rest = this.rest;
    [this.encoding, this.inBody, this.rest] = [undefined, false, ""];
    this.decoder = new StringDecoder("utf8");
    return rest === "" ? [] : [{ text: rest, number }];
  }

  private decode(line: string): string[] {
    const isQuoted = this.encoding === "quoted-printable";
    const piece = isQuoted ? quotedBytes(line.replace(soft, "")) : Buffer.from(line, "base64");
    const end = isQuoted && !soft.test(line) ? "\n" : "";
    const lines = (this.rest + this.decoder.write(piece) + end).split(/\r?\n/);
    this.rest = lines.pop() ?? "";
    return lines;
  }
}

function quotedBytes(line: string): Buffer {
  const parts = line.split(/=([\dA-Fa-f]{2})/);
  return Buffer.concat(parts.map((part, i) => (i % 2 === 1 ? Buffer.from(part, "hex") : Buffer.from(part, "utf8"))));
}
