// SPDX-License-Identifier: GPL-2.0-only
// A patch that does not fit the source: what git apply says, as file, hunk and line.
import { UsageError } from "../host/errors.ts";

/** Where a patch does not fit. */
export interface ConflictLocation {
  /** The patch's own file name. */
  readonly patch: string;
  readonly file?: string;
  /** `2 of 5` */
  readonly hunk?: string;
  readonly line?: number;
  /** The hunk as it stands in the patch. */
  readonly text?: string;
}

/** The series does not fit the source that it is to be applied to. That is no failure of the series: it was not tried. */
export class ConflictError extends UsageError {
  readonly location: ConflictLocation;

  constructor(message: string, location: ConflictLocation, hint?: string) {
    super(message, {
      ...(location.text === undefined ? {} : { output: location.text }),
      ...(hint === undefined ? {} : { hint }),
    });
    this.location = location;
  }
}

/** Why a patch was not taken: it does not fit, or (`broken`) it is no patch that fits anything. */
export interface Explained {
  readonly reason: string;
  readonly broken: boolean;
  readonly location: Omit<ConflictLocation, "patch">;
}

// A hunk goes to a terminal, and its lines are somebody else's.
const printable = (text: string): string =>
  text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "?");

/** Puts what git apply says into words. */
export function explain(patch: string, stderr: string): Explained {
  const failed = /^error: patch failed: (.+):(\d+)$/m.exec(stderr);
  if (failed !== null) {
    const [, file = "", at = ""] = failed;
    const line = Number(at);
    const { hunk, text } = hunkAt(patch, file, line);
    return {
      reason: `${file}, ${hunk === undefined ? "" : `hunk ${hunk}, `}line ${line}: the lines that it changes are not there.`,
      broken: false,
      location: { file, line, ...(hunk === undefined ? {} : { hunk }), ...(text === undefined ? {} : { text }) },
    };
  }
  const first = /^error: (.+)$/m.exec(stderr)?.[1] ?? "git apply gave no reason.";
  const file = /^(\S+): (?:already exists in|No such file or directory|does not (?:exist|match))/.exec(first)?.[1];
  const reason = first
    .replace(/already exists in (?:working directory|index)$/, "already exists, but the patch adds it.")
    .replace(/(?:No such file or directory|does not exist in index)$/, "no such file.")
    .replace(/^No valid patches in input.*/, "it contains no diff.")
    .replace(/^corrupt patch at line (\d+)$/, "it is truncated or edited at line $1 (wrong hunk length).");
  return { reason: printable(reason), broken: file === undefined, location: file === undefined ? {} : { file } };
}

function hunkAt(patch: string, file: string, line: number): { readonly hunk?: string; readonly text?: string } {
  const lines = patch.split("\n");
  const begin = lines.findIndex((text) => text === `--- a/${file}` || text === `+++ b/${file}`);
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((text) => text.startsWith("diff --git ") || text === "-- ");
  const own = rest.slice(0, end < 0 ? undefined : end);
  const starts = own.flatMap((text, index) => (/^@@ -\d/.test(text) ? [index] : []));
  const number = starts.findIndex((index) => Number(/^@@ -(\d+)/.exec(own[index] ?? "")?.[1]) === line);
  if (number < 0) return {};
  const text = own
    .slice(starts[number], starts[number + 1])
    .join("\n")
    .trimEnd();
  return { hunk: `${number + 1} of ${starts.length}`, text: printable(`--- a/${file}\n+++ b/${file}\n${text}`) };
}
