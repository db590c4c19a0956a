// SPDX-License-Identifier: GPL-2.0-only
// What a compiler refuses, at its place. Part of the result model: import it from model.ts.
import { z } from "zod";

export const CompilerError = z.object({
  /** In the kernel's tree. */
  file: z.string(),
  line: z.number().int().nonnegative(),
  message: z.string(),
});
export type CompilerError = z.infer<typeof CompilerError>;
