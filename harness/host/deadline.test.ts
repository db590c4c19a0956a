// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { DeadlineError, hostLoad, within } from "./deadline.ts";

for (const [average, cpus, load] of [
  [0, 2, 1],
  [4, 2, 1],
  [16, 2, 4],
  [16, 8, 1],
] as const)
  test(`${average} runnable processes on ${cpus} CPUs: everything takes ${load} times as long`, (t) => {
    t.is(hostLoad(average, cpus), load);
  });

test("a wait that is too long says what for, and what was seen last", async (t) => {
  const never = new Promise<never>(() => undefined);
  const error = await t.throwsAsync(
    within("the moon", 1, never, () => "clouds"),
    { instanceOf: DeadlineError, message: /the moon: not within/ },
  );
  t.is(error?.output, "clouds");
});
