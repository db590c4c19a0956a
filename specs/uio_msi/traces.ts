// SPDX-License-Identifier: GPL-2.0-only
// What must be as before, whatever was done to the device in between: what the kernel holds of it, and its own state.
import type { ExecutionContext } from "ava";
import type { SpecContext } from "../../harness/spec/index.ts";

/** `labtool traces`: what there is of a function at this moment. */
export interface Traces {
  readonly present: boolean;
  /** Bits of the command register. */
  readonly memory?: boolean;
  readonly busMaster?: boolean;
  readonly msixEnabled?: boolean;
  readonly msixMasked?: boolean;
  /** Entries of the MSI-X table that are not masked; missing while memory decoding is off. */
  readonly unmasked?: number;
  /** Lines of uio_msi in /proc/interrupts. */
  readonly rows: number;
  /** File descriptors and mappings of /dev/uioN in all processes. */
  readonly open: number;
  readonly mapped: number;
  /** Of the module; -1: it is not loaded. */
  readonly references: number;
  /** Entries in the CPUs' interrupt domain, and in the IOMMU's remapping table. */
  readonly interrupts: number;
  readonly remapped: number;
}

/** Looks at the device under test. */
export async function traces({ guest, device }: Pick<SpecContext, "guest" | "device">): Promise<Traces> {
  return JSON.parse(await guest.$`labtool traces ${device.address}`) as Traces;
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
