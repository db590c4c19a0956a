// SPDX-License-Identifier: GPL-2.0-only
// The names of all complaints.
import { detectors, ends, interrupts, subsystems, warnings } from "./detectors.ts";
import { devices } from "./devices.ts";
import { locking } from "./locking.ts";
import { memory } from "./memory.ts";
import type { Name } from "./name.ts";
import { sanitizers } from "./sanitizers.ts";
import { panics, traps } from "./traps.ts";

/** Tried in this order; `irq` and `refcount` have headers of one line too, before the names that fit any of a kind. */
export const names: readonly Name[] = [
  ...sanitizers,
  ...devices,
  ...locking,
  ...memory,
  ...interrupts,
  ...detectors,
  ...traps,
  ...panics,
  ...subsystems,
  ...warnings,
  ...ends,
];
