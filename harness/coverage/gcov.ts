// SPDX-License-Identifier: GPL-2.0-only
// What `gcov --json-format` says (gcc's gcov manual, "JSON format") → counts of lines.
import { z } from "zod";
import { LabError } from "../host/errors.ts";
import type { FileCounts } from "../record/model.ts";

const GcovReport = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      functions: z
        .array(
          z.object({
            name: z.string(),
            start_line: z.number(),
            end_line: z.number(),
            execution_count: z.number(),
          }),
        )
        .optional(),
      lines: z.array(
        z.object({
          line_number: z.number(),
          count: z.number(),
          branches: z.array(z.object({ count: z.number(), throw: z.boolean() })),
        }),
      ),
    }),
  ),
});

/**
 * Reads what gcov prints with --stdout, one report a line, and takes the counts of `files` out of it.
 * @throws {LabError} if it is something else.
 */
export function readGcov(text: string, files: readonly string[]): readonly FileCounts[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line) => {
      const { data, error } = GcovReport.safeParse(parse(line));
      if (data === undefined) throw new LabError("gcov says what is no report", { output: z.prettifyError(error) });
      return data.files.flatMap((one) => {
        const file = files.find((name) => isSame(one.file, name));
        return file === undefined ? [] : [fileCounts(file, one)];
      });
    });
}

type Reported = z.infer<typeof GcovReport>["files"][number];

function fileCounts(file: string, { lines, functions }: Reported): FileCounts {
  const counted = { file, lines: lines.map(lineCount) };
  if (functions === undefined) return counted;
  return {
    ...counted,
    functions: functions.map(({ name, start_line: from, end_line: to, execution_count: count }) => ({
      ...{ name, from, to, count },
    })),
    entered: functions.some(({ execution_count: count }) => count > 0),
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new LabError("gcov says what is no JSON", { output: line.slice(0, 300), cause });
  }
}

/** The compiler saw the file from the build's folder (`../drivers/uio/uio.c`), or by its whole path. */
function isSame(seen: string, file: string): boolean {
  return seen.replace(/^(?:\.\.?\/)+/, "") === file || seen.endsWith(`/${file}`);
}

/** C has no exceptions: a branch of `throw` is not one that a test could take. */
function lineCount(line: Reported["lines"][number]): FileCounts["lines"][number] {
  const branches = line.branches.filter((branch) => !branch.throw).map(({ count }) => count);
  return { line: line.line_number, count: line.count, branches };
}
