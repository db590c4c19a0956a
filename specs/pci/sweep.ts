// SPDX-License-Identifier: GPL-2.0-only
// One call of a driver's, made to fail at each point at which memory can run out in it.
import * as z from "zod/mini";
import { sh } from "../../harness/guest/shell.ts";
import { expectShortage } from "../../harness/spec/failures.ts";
import type { SpecContext } from "../../harness/spec/index.ts";

/** Milliseconds for one sweep. */
export const budget = 15_000;

/** `labtool failnth`: what came of a sweep. */
const Sweep = z.object({
  /** The last point at which something can fail, and how many were tried. */
  last: z.number(),
  points: z.number(),
  failures: z.number(),
  errnos: z.record(z.string(), z.number()),
  /** Points after which something was not as it must be. */
  broken: z.array(z.string()),
});
type Sweep = z.infer<typeof Sweep>;

/** Makes a call of the driver's fail at each point, or at as many as there is time for. */
export async function sweep(context: SpecContext, call: string): Promise<Sweep> {
  const { guest, device, run } = context;
  expectShortage(context);
  const command = sh`labtool failnth ${device.address} ${call} ${device.driver?.name ?? ""} ${budget}`;
  const result = await guest.json(Sweep, command, { timeout: 3 * budget * run.timeoutScale });
  context.fact("points", `${result.points} tried, the last is ${result.last}`);
  context.fact("failures", result.failures);
  context.fact("errnos", JSON.stringify(result.errnos));
  return result;
}
