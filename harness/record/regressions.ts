// SPDX-License-Identifier: GPL-2.0-only
// How many of the bugs that Linux once had the lab finds by itself: regressions.json, and what is rendered from it.
import { z } from "zod";
import { trialFields, trialsFields, type TrialsExitCode } from "./trial.ts";

/** What came of one bug that was brought back. */
export const RegressionRecord = z.object({
  name: z.string(),
  /** What it breaks. */
  breaks: z.string(),
  /** The commit that fixed it: `72ddef0506da ("igb: Fix oops …")`. */
  fix: z.string(),
  /** What is seen of it, by which operation on which device. */
  shows: z.string(),
  /** The machines that show it: `igb/iommu-off/debug`. The lab was not told. */
  where: z.array(z.string()),
  /** The machines that the lab chose for it, of those of the profile. */
  cells: z.array(z.string()),
  /** `hidden`: QEMU cannot show it, and it was not tried. `miss`: the lab failed. */
  status: z.enum(["found", "missed", "hidden", "error", "miss"]),
  ...trialFields,
});
export type RegressionRecord = z.infer<typeof RegressionRecord>;

/** A whole run: `regressions.json`. */
export const RegressionsRecord = z.object({
  ...trialsFields,
  /** For people: `linux-source-6.12`. */
  kernel: z.string(),
  profile: z.string(),
  regressions: z.array(RegressionRecord),
});
export type RegressionsRecord = z.infer<typeof RegressionsRecord>;

/** 0: all that can be shown were found. Worst first: the lab's failures, patches that do not apply or build. */
export function regressionsExitCode(regressions: readonly RegressionRecord[]): TrialsExitCode {
  const has = (status: RegressionRecord["status"]): boolean => regressions.some((one) => one.status === status);
  if (has("miss") || regressions.length === 0) return 3;
  if (has("error")) return 2;
  return has("missed") ? 1 : 0;
}

/** `40 of 58 regressions found, 18 missed; 7 that QEMU cannot show`. */
export function regressionsScore(regressions: readonly RegressionRecord[]): string {
  const count = (status: RegressionRecord["status"]): number =>
    regressions.filter((one) => one.status === status).length;
  const words = { missed: "missed", error: "in error", miss: "not judged" };
  const rest = (["missed", "error", "miss"] as const).filter((status) => count(status) > 0);
  const found = [
    `${count("found")} of ${regressions.length - count("hidden")} regressions found`,
    ...rest.map((status) => `${count(status)} ${words[status]}`),
  ].join(", ");
  return count("hidden") === 0 ? found : `${found}; ${count("hidden")} that QEMU cannot show`;
}
