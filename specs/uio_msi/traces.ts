// SPDX-License-Identifier: GPL-2.0-only
// What must be as before, whatever was done to the device in between: what the kernel holds of it, and its own state.
import type { ExecutionContext } from "ava";
import * as z from "zod/mini";
import { sh } from "../../harness/guest/shell.ts";
import type { SpecContext } from "../../harness/spec/index.ts";

/** `labtool traces`: what there is of a function at this moment. */
const Traces = z.object({
  present: z.boolean(),
  /** Bits of the command register. */
  memory: z.optional(z.boolean()),
  busMaster: z.optional(z.boolean()),
  msixEnabled: z.optional(z.boolean()),
  msixMasked: z.optional(z.boolean()),
  /** Entries of the MSI-X table that are not masked; missing while memory decoding is off. */
  unmasked: z.optional(z.number()),
  /** Lines of uio_msi in /proc/interrupts. */
  rows: z.number(),
  /** File descriptors and mappings of /dev/uioN in all processes. */
  open: z.number(),
  mapped: z.number(),
  /** Of the module; -1: it is not loaded. */
  references: z.number(),
  /** Entries in the CPUs' interrupt domain, and in the IOMMU's remapping table. */
  interrupts: z.number(),
  remapped: z.number(),
});
export type Traces = Readonly<z.infer<typeof Traces>>;

/** Looks at the device under test. */
export async function traces({ guest, device }: Pick<SpecContext, "guest" | "device">): Promise<Traces> {
  return guest.json(Traces, sh`labtool traces ${device.address}`);
}

/** Of a device that is bound and that nobody has open. */
export const unused = { busMaster: false, msixEnabled: true, unmasked: 0, rows: 0, open: 0, mapped: 0, references: 0 };

/** Runs `body`, which leaves the device bound and closed as it found it; else the spec fails. */
export async function leavesNoTrace(
  t: ExecutionContext,
  context: SpecContext,
  body: () => Promise<void>,
): Promise<void> {
  const before = await traces(context);
  await body();
  t.deepEqual(await traces(context), before, "what is left is what there was before");
}
