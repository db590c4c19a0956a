// SPDX-License-Identifier: GPL-2.0-only
// Who else has to be compiled: sources that the series does not touch and that use what it changes.
import path from "node:path";
import { runGently, type CheckContext } from "./check.ts";
import { touchedSources } from "./sources.ts";
import { readSideText } from "./subject.ts";

/** So many are compiled for a check. */
export const mostUsers = 12;
/** A header without another reader among the series' sources is compiled with so many. */
const mostReaders = 3;

/** Functions and macros whose definition or declaration a diff takes away or changes, by name. */
export function changedNames(texts: readonly string[]): string[] {
  // Only of C: in a text anything may stand before a parenthesis.
  const sections = texts
    .flatMap((text) => text.split(/^(?=diff --git |--- \S+\n\+\+\+ )/m))
    .filter((section) => /^(?:---|\+\+\+) \S+\.[ch]\s*$/m.test(section));
  const patterns = [
    // With a type before it: a macro that stands alone is a call.
    /^-(?!-- )(?!static\b|typedef\b)[A-Za-z_][\w \t*]*[ \t*](\w+)\s*\(/gm,
    /^-EXPORT_SYMBOL\w*\((\w+)/gm,
    /^-#\s*define\s+(\w+)/gm,
    // An inline function of a header.
    /^-static inline [\w\s*]*?\b(\w+)\s*\(/gm,
  ];
  const names = sections.flatMap((text) =>
    patterns.flatMap((one) => [...text.matchAll(one)].map(([, name = ""]) => name)),
  );
  return [...new Set(names)].filter(
    (name) => !/^(?:MODULE_\w+|EXPORT_SYMBOL\w*|DEFINE_\w+|__\w+__|_\w+_H_*)$/.test(name),
  );
}

/** How a source includes a header of the tree. */
export function includeText(header: string): string {
  const inside = /^(?:arch\/\w+\/)?include\/(?:uapi\/)?(.+)$/.exec(header)?.[1];
  return inside === undefined ? `"${path.basename(header)}"` : `<${inside}>`;
}

/** The folders that have sources of an x86 kernel. */
const folders = ["arch/x86", "block", "crypto", "drivers", "fs", "init", "io_uring", "ipc", "kernel", "lib", "mm"];
export const sourceFolders = [...folders, "net", "security", "sound", "virt"];

/** The kernel's sources that have one of some texts in them, but for those that no x86 kernel is made of. */
async function search(
  { builder, context }: CheckContext,
  how: readonly string[],
  texts: readonly string[],
): Promise<string[]> {
  if (texts.length === 0) return [];
  const patterns = texts.flatMap((text) => ["-e", text]);
  const { stdout } = await runGently(
    context,
    ["grep", "-rlsF", "--include=*.c", ...how, ...patterns, ...sourceFolders],
    {
      cwd: builder.tree,
      env: { LC_ALL: "C" },
      okCodes: [0, 1, 2],
    },
  );
  return stdout
    .split("\n")
    .filter((name) => name !== "")
    .sort();
}

/** Sources beside those of the series, the likeliest first, and how many of them are enough. */
export async function findUsers(checkContext: CheckContext): Promise<{ files: string[]; enough: number }> {
  const { subject, side } = checkContext;
  const own = touchedSources({ subject, side }, "c");
  const texts = await Promise.all(own.map((file) => readSideText(subject, side, file)));
  const unread = touchedSources({ subject, side }, "h").filter(
    (header) => !texts.some((text) => text.includes(`#include ${includeText(header)}`)),
  );
  const using = await search(checkContext, ["-w"], changedNames(subject.texts));
  const readers = await search(
    checkContext,
    [],
    unread.map((header) => `#include ${includeText(header)}`),
  );
  const touched = new Set<string>([...subject.files.base, ...subject.files.patched]);
  const files = [...new Set([...using, ...readers])].filter((file) => !touched.has(file));
  return { files, enough: using.length > 0 ? mostUsers : mostReaders };
}
