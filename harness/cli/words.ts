// SPDX-License-Identifier: GPL-2.0-only
// What was typed, before and after commander has looked at it.

/** The verb that is meant where none is named. */
const defaultVerb = "run";

/**
 * The words of a command line, with the verb. It is not commander's default command, to which every mistyped verb would
 * be an argument too many.
 */
export function withVerb(words: readonly string[]): string[] {
  const [first] = words;
  const verbless =
    first === undefined || (first.startsWith("-") && !["-h", "--help", "-V", "--version"].includes(first));
  return verbless ? [defaultVerb, ...words] : [...words];
}

/** `error: unknown command 'rnu'\n(Did you mean run?)` in one line. */
export function plainError(text: string): string {
  return text.replace(/^error: /, "").replace(/\n\(Did you mean (.*)\?\)/, (_, meant: string) => {
    const names = meant.replace(/^one of /, "").split(", ");
    return `; did you mean ${names.map((name) => `'${name}'`).join(" or ")}?`;
  });
}
