// SPDX-License-Identifier: GPL-2.0-only
// A remark of a review. Part of the result model: import it from model.ts.
import { z } from "zod";

/** What a reviewer said about a line of the series. */
export const ReviewRemark = z.object({
  author: z.string().optional(),
  /** Absent if it is about the commit message. */
  file: z.string().optional(),
  /** Of the patched file. */
  line: z.number().optional(),
  /** The lines of the diff above the remark. */
  hunk: z.string().optional(),
  /** The C function that it is in, or below. */
  function: z.string().optional(),
  /** What that function calls, down to the remark. */
  calls: z.array(z.string()).optional(),
  /** Specs that are about one of those calls. */
  specs: z.array(z.string()).optional(),
  text: z.string(),
});
export type ReviewRemark = z.infer<typeof ReviewRemark>;
