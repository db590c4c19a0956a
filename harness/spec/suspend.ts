// SPDX-License-Identifier: GPL-2.0-only
// Suspend to RAM and back.
import { LabError } from "../host/errors.ts";
import type { SpecContext } from "./context.ts";
import { sh } from "../guest/shell.ts";

/**
 * To sleep by the guest's own doing, awake by QEMU's. One sleep a machine: of a second one right after it QEMU 10.0 is now
 * and then not told, and the guest wakes by itself.
 */
export async function sleepAndWake({ guest, machine, run }: SpecContext): Promise<void> {
  const timeout = 20_000 * run.timeoutScale;
  const asleep = machine.qmp.waitFor("SUSPEND", ({ event }) => event === "SUSPEND", timeout);
  const slept = guest.run(sh`echo mem > /sys/power/state`, { timeout });
  for (const promise of [asleep, slept]) promise.catch(() => undefined);
  const awake = slept.then(() =>
    Promise.reject(new LabError("the machine did not stay asleep: QEMU was not asked to")),
  );
  awake.catch(() => undefined);
  await Promise.race([asleep, awake]);
  await machine.qmp.execute("system_wakeup");
  await slept;
}

/**
 * All devices to sleep by their drivers, and awake again, while the machine itself stays awake: as often as anybody likes.
 * Needs a kernel with PM_DEBUG (Documentation/power/basic-pm-debugging.rst).
 */
export async function suspendDevices({ guest, run }: SpecContext): Promise<void> {
  const arm = sh`echo 0 > /sys/module/suspend/parameters/pm_test_delay && echo platform > /sys/power/pm_test`;
  const script = sh`${arm} && echo mem > /sys/power/state; code=$?; echo none > /sys/power/pm_test; exit $code`;
  await guest.run(script, { timeout: 30_000 * run.timeoutScale });
}
