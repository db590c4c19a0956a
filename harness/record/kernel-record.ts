// SPDX-License-Identifier: GPL-2.0-only
// The kernels of a run, and the patches of the series one by one. Part of the result model: import it from model.ts.
import { z } from "zod";
import { CompilerError } from "./compiler-error.ts";
import { Side } from "./result.ts";

export const KernelRecord = z.object({
  side: Side,
  release: z.string(),
  /** Hash of everything that went into it. */
  hash: z.string(),
  flavour: z.string(),
  source: z.string(),
  cached: z.boolean(),
  /** As in a cell: which version it is, and how many patches it has. */
  kernel: z.string().optional(),
  commit: z.number().int().positive().optional(),
});
export type KernelRecord = z.infer<typeof KernelRecord>;

/** One patch of the series, as a kernel that has it and those before it. */
export const CommitRecord = z.object({
  /** From 1. */
  number: z.number().int().positive(),
  of: z.number().int().positive(),
  subject: z.string(),
  /** The kernel version, in a run of several. */
  kernel: z.string().optional(),
  /** `noop`: its kernel is that of the commit before. `pending`: it was not looked at. */
  state: z.enum(["pending", "builds", "noop", "broken"]),
  /** Its kernel is that of the whole series: what is said of that holds for it. */
  asWhole: z.boolean().optional(),
  reason: z.string().optional(),
  /** What the compiler said. */
  output: z.string().optional(),
  errors: z.array(CompilerError).optional(),
});
export type CommitRecord = z.infer<typeof CommitRecord>;
