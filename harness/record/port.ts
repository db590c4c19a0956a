// SPDX-License-Identifier: GPL-2.0-only
// What bringing old patches forward changed. Part of the result model: import it from model.ts.
import { z } from "zod";

/** One rule that changed one patch. */
export const PortChange = z.object({
  /** Of the patch that was changed. */
  patch: z.string(),
  /** What the rule says has changed in Linux. */
  rule: z.string(),
  /** Its file, in guest-kernel/port. */
  file: z.string(),
  /** The version of Linux that made it necessary. */
  since: z.string(),
  /** The commit, where it is known. */
  commit: z.string().optional(),
  why: z.string(),
  /** What the rule did: to the files of the tree, or, where a hunk was left out, that hunk. */
  diff: z.string(),
  /** The hunk was left out. */
  dropped: z.literal(true).optional(),
});
export type PortChange = z.infer<typeof PortChange>;

/** What `--port` did. */
export const Port = z.object({
  changes: z.array(PortChange),
  /** Patches that both sides have because a rule cannot do without them. */
  brought: z.array(z.object({ patch: z.string(), rule: z.string() })),
});
export type Port = z.infer<typeof Port>;
