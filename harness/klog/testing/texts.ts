// SPDX-License-Identifier: GPL-2.0-only
// What mails, pages and editors make of a log.
import { bare, before, clock, ident, kernelOnly, n, says, stamp, stamped, type Notation } from "./entry.ts";

const entities = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export const texts: readonly Notation[] = [
  n("a table in Markdown", (e) => `| ${clock(e)} | ${e.text} |`),
  n("a table in Markdown, padded", (e) => `| ${clock(e)} | ${e.text.padEnd(120)} |`),
  n("cat -A", (e) => `${e.text}^M$`),
  n(
    "an array of strings",
    kernelOnly((e) => `  ${JSON.stringify(stamp(e) + e.text)},`),
    (lines) => ["[", ...lines, "]"].join("\n"),
  ),
  n("BBCode", bare, (lines) => `Hi, this:\n[code]${lines.slice(1, -1).join("\n")}[/code]\nthanks`),
  n("copied from a page: blanks that do not break", (e) => e.text.replaceAll(" ", "\u00a0")),
  n("every line twice apart", bare, (lines) => lines.join("\n\n")),
  n("CSV", (e) => `2026-01-19 ${clock(e)},host,console,"${e.text.replaceAll('"', '""')}"`),
  n("pairs of a time and a string", (e) => `    ["1768836019${e.time}", ${JSON.stringify(e.text)}],`),
  n("quoted", before("> ")),
  n("quoted twice", before("> > ")),
  n("quoted twice, closely", before(">> ")),
  n("quoted, stamped", before("> ", stamped)),
  n("quoted with an empty line's blank gone", before("> "), (lines) => lines.map((line) => line.trimEnd()).join("\n")),
  n("indented as git log does", before("    ")),
  n("indented by a tab", before("\t")),
  n("indented by two, stamped", before("  ", stamped)),
  n("a comment in C", before(" * ")),
  n("a list", before("- ")),
  n("an added line", before("+")),
  n("a shell's comment", before("# ")),
  n(
    "Markdown's quotation of a block",
    (e) => `> ${e.text}`,
    (lines) => ["I see this:", "> ```", ...lines, "> ```", "Any idea?"].join("\n"),
  ),
  n(
    "HTML",
    (e) => entities(e.text),
    (lines) => `<html><body><p>Hi,</p><pre>${lines.join("\n")}</pre></body></html>`,
  ),
  n(
    "HTML with breaks",
    (e) => entities(e.text),
    (lines) => `<p>Hi,<br>${lines.join("<br>").replaceAll(" ", "&nbsp;")}</p>`,
  ),
  n(
    "HTML, stamped, in spans",
    kernelOnly((e) => `<span class="t">${stamp(e)}</span><span>${entities(e.text)}</span>`),
  ),
  n("quoted-printable", bare, (lines) =>
    ["Subject: oops", "Content-Transfer-Encoding: quoted-printable", "", ...lines.flatMap(quotedPrintable)].join("\n"),
  ),
  n("base64 in a mail", bare, (lines) =>
    ["Subject: oops", "Content-Transfer-Encoding: base64", "", ...base64(lines.join("\n"))].join("\n"),
  ),
  n(
    "a mail with its prose and two kinds of log",
    (e) => `> ${e.text}`,
    (lines) =>
      ["Hi,", "", "the following log:", ...lines, "", "was with the change.", "", "[    1.000000] igb: loaded"].join(
        "\n",
      ),
  ),
  n("broken by the mailer", stamped, (lines) => lines.flatMap(broken).join("\n")),
  n(
    "syslog, broken by the mailer",
    says((e) => `Jan 19 ${clock(e)} host ${ident(e)}`),
    (lines) => lines.flatMap(broken).join("\n"),
  ),
];

function quotedPrintable(line: string): string[] {
  const text = line.replaceAll("=", "=3D").replace(/ $/, "=20");
  return (text.match(/(?:=[\dA-F]{2}|[^=]){1,70}/g) ?? [""]).map((part, i, all) =>
    i < all.length - 1 ? `${part}=` : part,
  );
}

const base64 = (text: string): string[] =>
  Buffer.from(text)
    .toString("base64")
    .match(/.{1,76}/g) ?? [];

/** At the last blank before column 76, as mailers do. */
function broken(line: string): string[] {
  const at = line.length <= 78 ? -1 : line.lastIndexOf(" ", 76);
  return at < 40 ? [line] : [line.slice(0, at), ...broken(line.slice(at + 1))];
}
