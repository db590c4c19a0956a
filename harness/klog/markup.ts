// SPDX-License-Identifier: GPL-2.0-only
// What the way to here did to a line: HTML, and control characters that were written out.

const entity = /&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,5}|#x[\da-f]{1,4});/i;
const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " " };
/** Of HTML; the kernel's own are `<TASK>`, `<IRQ>`, `<NMI>` and the like. */
const tag =
  /<\/?(?:pre|code|samp|tt|span|div|p|br|a|b|i|em|strong|font|table|tbody|tr|td|th|ol|ul|li|blockquote|html|body|head|meta)(?:\s[^<>]*)?\/?>/gi;
/** ESC as rsyslog, cat -v, Python, JSON and bash write it. */
const colour = /(?:#033|\^\[|\\x1b|\\u001b|\\033|\\e)\[[\d;]*[A-Za-z]/gi;
/** BBCode, Jira and Markdown, on the line on which the text begins or ends. */
const fence =
  /^\s*(?:\[\/?(?:code|quote|pre|spoiler)[^\]]*\]|\{(?:code|noformat)[^}]*\}|`{1,3}|~{3})|(?:\[\/(?:code|quote|pre)\]|`{1,3})$/gi;
const blanks = /[\u00a0\u2007\u202f]/g;
const special = /[<&#^\\`~{[\u00a0\u2007\u200b\u202f\ufeff]/;

function decode(text: string): string {
  return text.replace(new RegExp(entity, "gi"), (whole) => {
    const word = whole.slice(1, -1).toLowerCase();
    if (!word.startsWith("#")) return named[word] ?? whole;
    return String.fromCodePoint(word[1] === "x" ? parseInt(word.slice(2), 16) : Number(word.slice(1)));
  });
}

/** The lines that a line of markup stands for. */
export function withoutMarkup(line: string): string[] {
  if (!special.test(line)) return [line];
  const plain = line
    .replace(colour, "")
    .replace(/#011/g, "\t")
    .replace(blanks, " ")
    .replace(/[\u200b\ufeff]/g, "")
    .replace(fence, "");
  // A tag with `&lt;` beside it is a tag; without entities `<i>` might be anything, but no kernel says it.
  const lines = plain.includes("<")
    ? plain
        .replace(/<br\s*\/?>(?=.)/gi, "\n")
        .replace(tag, "")
        .split("\n")
    : [plain];
  return lines.map((one) => (entity.test(one) ? decode(one) : one));
}
