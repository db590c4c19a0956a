// SPDX-License-Identifier: GPL-2.0-only
// A spec that finds out in the machine that it does not apply there: the driver itself says what it can do.

/** Thrown by `notApplicable()`; the spec's outcome is SKIP. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";
}

/** Ends a spec as SKIP, with a reason: `igbvf offers no self-test`. What the kernel complained about until then still fails it. */
export function notApplicable(reason: string): never {
  throw new NotApplicable(reason);
}
