// SPDX-License-Identifier: GPL-2.0-only
// What the tools print → findings. Pure: tested with recorded output.
import type { StaticFinding } from "../record/model.ts";

/** `drivers/uio/uio.c:12:3: warning: …`, as gcc, clang, sparse and kernel-doc have it. */
const complaint = /^(?<file>[^\s:][^:]*):(?<line>\d+):(?:\d+:)? (?<kind>fatal error|error|warning): (?<text>.*)$/;
/** `Warning: drivers/uio/uio.c:12 …`, as the kernel-doc of newer kernels has it. */
const documented = /^(?<kind>warning|error): (?<file>[^\s:]+):(?<line>\d+):? (?<text>.*)$/i;
/** Lines that say more of the complaint above them: notes, the source with its caret, sparse's types. */
const more = /^(?:\s+\S|.*: note: |\s+\|)/;
const kbuild = /^ {2}[A-Z]{2,}[A-Z0-9_]*(?: \[M\])? {2,}\S|^make(?:\[\d+\])?: /;
/** What compilers print before a complaint: of what it is about, not what it is. */
const preamble = /: In (?:member )?function |: At top level:|^In file included from |^ +from /;
/** A complaint shows so many lines of its own. */
const shownLines = 12;

/** Paths as in the kernel's tree: without the tree's own, without the way out of the build's folder. */
function treePath(file: string, tree: string): string {
  const inside = file.startsWith(`${tree}/`) ? file.slice(tree.length + 1) : file;
  return inside.replace(/^(?:\.\.?\/)+/, "");
}

/** Complaints of compilers, sparse and kernel-doc. `tree` is the folder that paths may begin with. */
export function parseComplaints(lines: readonly string[], tree: string): StaticFinding[] {
  const found: (StaticFinding & { text: string })[] = [];
  let [open, shown] = [false, 0];
  for (const raw of lines) {
    const line = raw.replaceAll(`${tree}/`, "").replaceAll(/(^|\s)(?:\.\.\/)+(?=\w)/g, "$1");
    const {
      file = "",
      line: number = "",
      kind,
      text = "",
    } = (complaint.exec(raw) ?? documented.exec(raw))?.groups ?? {};
    const last = found.at(-1);
    // sparse puts each line of one complaint under the same place, indented.
    const continued = /^\S+:\d+:\d+: {4,}(.*)$/.exec(line)?.[1];
    if (kind !== undefined) {
      const grade = kind.toLowerCase() === "warning" ? "warning" : "error";
      found.push({ grade, file: treePath(file, tree), line: Number(number), message: text.trim(), text: line });
      [open, shown] = [true, 1];
    } else if (open && last !== undefined && (continued !== undefined || more.test(line)) && !preamble.test(line)) {
      if (shown++ < shownLines) last.text += `\n${continued === undefined ? line : `    ${continued}`}`;
    } else if (kbuild.test(line) || preamble.test(line) || line.trim() === "") open = false;
  }
  return found;
}

/** What modpost and the linker say, which is about no line. */
export function parseLinkErrors(lines: readonly string[]): StaticFinding[] {
  return lines
    .filter((line) => /^ERROR: modpost: |undefined reference to|multiple definition of/.test(line))
    .map((line) => ({ grade: "error", message: line.replace(/^ERROR: modpost: /, "").trim() }));
}

const grades = { ERROR: "error", WARNING: "warning", CHECK: "note" } as const;

/**
 * What checkpatch.pl --show-types says of one patch. That MAINTAINERS may need a line for a new file is a question that
 * it asks of every one, whatever the other patches of the series do.
 */
export function parseCheckpatch(output: string, patch: string): StaticFinding[] {
  const blocks = output.split(/\n(?=(?:ERROR|WARNING|CHECK):)/);
  return blocks.flatMap((block) => {
    const [, kind, type = "", said = ""] = /^(ERROR|WARNING|CHECK):(\w+): (.*)/.exec(block) ?? [];
    if (kind === undefined) return [];
    const [, file, line] = /^#\d+: FILE: (.*):(\d+):$/m.exec(block) ?? [];
    const body = block.split(/\n\n|\nNOTE: |\ntotal: /)[0] ?? "";
    const grade = type === "FILE_PATH_CHANGES" ? "note" : grades[kind as keyof typeof grades];
    const place = file === undefined ? { file: patch } : { file, line: Number(line) };
    return [{ grade, ...place, message: `${said} [${type}]`, text: body.trim() }];
  });
}

/** What a semantic patch reports: `drivers/a.c:12:2-8: WARNING: …`. `grade` is that of what it says no word of. */
export function parseSpatch(output: string, script: string, grade: "warning" | "note"): StaticFinding[] {
  return output.split("\n").flatMap((line) => {
    const [, file = "", number, said = ""] = /^(?:\.\/)?([^\s:]+):(\d+):\d+-\d+: (.*)$/.exec(line) ?? [];
    if (number === undefined) return [];
    const kind = grade === "warning" && said.startsWith("ERROR") ? "error" : grade;
    return [{ grade: kind, file, line: Number(number), message: `${said} [${script}]`, text: line }];
  });
}
