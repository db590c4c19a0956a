// SPDX-License-Identifier: GPL-2.0-only
// How text, code and tables are written in GitHub-flavoured Markdown.

// GitHub's Markdown reads HTML and mentions anywhere in text; a table cell ends at a pipe.
/** Text in a cell of a table. */
export const cellText = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("|", "\\|")
    .replaceAll("@", "&#64;");
/** Code in a line. */
export const code = (text: string): string =>
  `\`${text.replace(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "\\|")}\``;

/** A table; nothing without a row. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""];
}

/** Lines as they are. */
export function fence(text: string, language = "text"): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return [`${ticks}${language}`, text, ticks];
}
