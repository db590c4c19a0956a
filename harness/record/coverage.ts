// SPDX-License-Identifier: GPL-2.0-only
// Coverage of a series: which lines ran, and which did not. Part of the result model: import it from model.ts.
import { z } from "zod";

/** A line of the patched file. */
const SourceLine = z.object({
  number: z.number(),
  text: z.string(),
  /** The series adds or changes it; the others are there to be read. */
  own: z.boolean(),
});

/** A function, and how often it was entered. */
const FunctionCount = z.object({
  name: z.string(),
  count: z.number(),
  /** The families of specs in whose machines it was entered after they had booted. */
  by: z.array(z.string()).optional(),
});

const Hunk = z.object({
  /** What git says that it is in. */
  within: z.string(),
  lines: z.array(SourceLine),
  /** Where lines were taken away: before which line, and how many new ones stand there now. */
  removed: z.array(z.object({ at: z.number(), added: z.number() })).optional(),
});

/** What a series makes of one file. */
export const FileChange = z.object({
  file: z.string(),
  /** False: the kernel's configuration leaves it out, nothing of it can run. Headers run where they are included. */
  built: z.boolean(),
  hunks: z.array(Hunk),
});
export type FileChange = z.infer<typeof FileChange>;

/** Why something need not run, said beside the series: coverage.json. */
export const Reason = z.object({
  file: z.string(),
  /** Lines of the file that follow each other; indentation does not matter. */
  lines: z.array(z.string()).min(1),
  why: z.string(),
});
export type Reason = z.infer<typeof Reason>;

/** How often a line ran, and each way out of it that its conditions have. Lines without code have none. */
export const LineCount = z.object({ line: z.number(), count: z.number(), branches: z.array(z.number()) });
export type LineCount = z.infer<typeof LineCount>;

/** A function that the compiler knows: its lines, and how often it was entered. */
export const CountedFunction = z.object({ ...FunctionCount.shape, from: z.number(), to: z.number() });
export type CountedFunction = z.infer<typeof CountedFunction>;

/** The counts of a cell: all of its machines. */
export const FileCounts = z.object({
  file: z.string(),
  lines: z.array(LineCount),
  /** Those that the series changes something in. */
  functions: z.array(CountedFunction).optional(),
  /** Whether anything of the file ran, the series' or not. */
  entered: z.boolean().optional(),
});
export type FileCounts = z.infer<typeof FileCounts>;

/** What can be counted in a kernel. */
export const CoverageSubject = z.object({
  changes: z.array(FileChange),
  reasons: z.array(Reason),
  /** What the compiler has code for, before anything ran: all counts are 0. */
  zero: z.array(FileCounts).optional(),
});
export type CoverageSubject = z.infer<typeof CoverageSubject>;

const Share = z.object({
  total: z.number(),
  covered: z.number(),
  /** Of those that are not covered. */
  explained: z.number(),
});
export type Share = z.infer<typeof Share>;

const CoveredLine = z.object({
  ...SourceLine.shape,
  /** Absent: there is no code in it. */
  count: z.number().optional(),
  branches: z.array(z.number()).optional(),
  /** Indices in `cells` of those in which it ran. */
  ran: z.array(z.number()).optional(),
  /** Why it, or a branch of it, need not run. */
  reason: z.string().optional(),
});
export type CoveredLine = z.infer<typeof CoveredLine>;

/** A series' own lines, merged over the cells of a run. */
export const Coverage = z.object({
  cells: z.array(z.string()),
  /** How many machines gave their counts; 0: what ran is not known. */
  machines: z.number().optional(),
  lines: Share,
  branches: Share,
  /** Places where lines were taken away and no code stands in their stead: covered if the function around them ran. */
  removals: Share.optional(),
  files: z.array(
    z.object({
      ...FileChange.shape,
      /** Functions that the series changes something in. */
      functions: z.array(FunctionCount).optional(),
      /** Whether anything of the file ran, the series' or not. */
      entered: z.boolean().optional(),
      hunks: z.array(
        z.object({ ...Hunk.shape, lines: z.array(CoveredLine), /** As in a line. */ ran: z.array(z.number()) }),
      ),
    }),
  ),
  /** Reasons that match nothing, or only what did run. */
  stale: z.array(Reason),
});
export type Coverage = z.infer<typeof Coverage>;
