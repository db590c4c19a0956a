// SPDX-License-Identifier: GPL-2.0-only
// What a kernel as it is does with every device that has a driver: census.json, and what is rendered from it.
import { z } from "zod";
import { Outcome } from "./result.ts";

/** What one driver did when it was put to one test. */
export const CensusEntry = z.object({
  /** `bind: twenty times` */
  spec: z.string(),
  outcome: Outcome,
  /** Why it is not PASS. */
  reason: z.string().optional(),
  /** What the kernel complained about, as a maintainer would call it. */
  splats: z.array(z.string()),
  seconds: z.number(),
  /** One line that does it again. */
  reproduce: z.string().optional(),
});
export type CensusEntry = z.infer<typeof CensusEntry>;

/** One driver with one device, on one machine. */
export const CensusRow = z.object({
  device: z.string(),
  /** What people call the chip. */
  chip: z.string(),
  driver: z.string(),
  /** `base/igb/iommu-off/debug` */
  cell: z.string(),
  entries: z.array(CensusEntry),
});
export type CensusRow = z.infer<typeof CensusRow>;

/** A whole census: `census.json`. */
export const CensusRecord = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  command: z.string(),
  startedAt: z.string(),
  seconds: z.number(),
  /** For people: `linux-source-6.12 6.12.117-1 (debug)`. */
  kernels: z.array(z.string()),
  /** The specs, in the order of the manual. */
  behaviours: z.array(z.string()),
  rows: z.array(CensusRow),
  notes: z.array(z.string()),
  /** Why it ended before its plan did, if it did. */
  failure: z.string().optional(),
  exitCode: z.number(),
});
export type CensusRecord = z.infer<typeof CensusRecord>;
