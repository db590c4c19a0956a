// SPDX-License-Identifier: GPL-2.0-only

/** What a glob of file names means: `*` is part of a name, `**` names and folders, `{a,b}` one or the other. */
const meanings: Readonly<Record<string, string>> = { "**": ".*", "*": "[^/]*", "{": "(?:", ",": "|", "}": ")" };

/** Selects names by a glob. */
export function compileGlob(glob: string): (name: string) => boolean {
  const expression = glob.replaceAll(/\*\*|[*{},]|[^\w/*{},-]/g, (part) => meanings[part] ?? `\\${part}`);
  const compiled = new RegExp(`^${expression}$`);
  return (name) => compiled.test(name);
}
