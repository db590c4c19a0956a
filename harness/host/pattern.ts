// SPDX-License-Identifier: GPL-2.0-only

/** What a pattern selects. A text is looked for as it stands, a /text/ as a regular expression; none selects all. */
export function compilePattern(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const expression = /^\/(.+)\/([a-z]*)$/.exec(pattern);
  if (expression === null) return (name) => name.toLowerCase().includes(pattern.toLowerCase());
  const compiled = new RegExp(expression[1] ?? "", expression[2]);
  return (name) => compiled.test(name);
}
