// SPDX-License-Identifier: GPL-2.0-only
// Why lines or branches need not run: by file and text, so that a reason goes where its line goes.
import { z } from "zod";
import { UsageError } from "../host/errors.ts";
import { Reason, type CoveredLine } from "../record/model.ts";
import { isOpen } from "../record/shares.ts";

/** The file of reasons, beside a series' patches. */
export const reasonsName = "coverage.json";

/** Reads the file of reasons. @throws {UsageError} if it is not valid. */
export function parseReasons(text: string, where: string): Reason[] {
  try {
    return z.array(Reason).parse(JSON.parse(text));
  } catch (error) {
    const output = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new UsageError(`${where} is no list of { file, lines, why }.`, { output, cause: error });
  }
}

/** Where in a hunk the lines of a reason are, each time from the first of them. */
function findMatches({ lines: wanted }: Reason, lines: readonly CoveredLine[]): readonly number[] {
  const texts = wanted.map((line) => line.trim());
  return lines.flatMap((_, at) => (texts.every((text, i) => lines[at + i]?.text.trim() === text) ? [at] : []));
}

/** What a reason explains in a hunk: indices of lines; none if it does not fit. */
export function explainedLines(reason: Reason, lines: readonly CoveredLine[]): readonly number[] {
  return findMatches(reason, lines)
    .flatMap((at) => reason.lines.map((_, i) => at + i))
    .filter((index) => isOpen(lines[index] as CoveredLine));
}
