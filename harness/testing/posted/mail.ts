// SPDX-License-Identifier: GPL-2.0-only
// The driver as it was posted in 2015, in a review that quotes it. It is the lab's negative control: known to be
// broken, so specs must say so.
import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "../../host/paths.ts";

/** The mail, beside the repository; it is not part of it. */
export const postedMail = path.join(root, "../shared/mail/uio_msi-review.txt");

/** Whether the control can be run. */
export function havePostedMail(): boolean {
  return existsSync(postedMail);
}

/**
 * The first patch of the posting is not known; this is what the second needs of it: an operation that gets what the
 * system call got, called under the core's lock. With it on both sides --port brings none of ours.
 */
export const postedHook = ["--base-patch", path.join(root, "harness/testing/posted/hook.patch")];
