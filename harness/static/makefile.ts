// SPDX-License-Identifier: GPL-2.0-only
// A Makefile of kbuild, read for what may be compiled, whatever the configuration is: symbols stay symbols, and both
// branches of a condition count. Documentation/kbuild/makefiles.rst has the language. Pure.

/** One assignment: objects and folders that a list gets, and the symbol on which that depends. */
export interface Assignment {
  /** `obj` and `lib` are what kbuild makes; any other list is what an object of that name is made of. */
  readonly list: string;
  /** Without `CONFIG_`; undefined: whatever the configuration is. */
  readonly symbol: string | undefined;
  readonly values: readonly string[];
}

/** Lines as make sees them: those that go on in the next are one, and comments are gone. */
function logicalLines(text: string): readonly string[] {
  return text
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/#.*$/, "").trim());
}

/** Reads the lists of a Makefile. */
export function parseMakefile(text: string): readonly Assignment[] {
  return logicalLines(text).flatMap((line) => {
    const assigned = /^([\w.-]+?)-(y|m|objs|\$.*?)\s*(?:\+|::?|\?)?=\s*(.*)$/.exec(line);
    if (assigned === null) return [];
    const [, list = "", when = "", values = ""] = assigned;
    const symbol = /CONFIG_(\w+)/.exec(when)?.[1];
    return [{ list, symbol, values: values.split(/\s+/).flatMap(readValue) }];
  });
}

/** `hw.o`, `core/`, and `$(igb-y)`, which is what another list holds. */
function readValue(value: string): readonly string[] {
  const other = /^\$[({]([\w.-]+?)-(?:y|m|objs)[)}]$/.exec(value)?.[1];
  if (other !== undefined) return [`${other}.o`];
  return /^[\w./+-]+(?:\.o|\/)$/.test(value) ? [value] : [];
}
