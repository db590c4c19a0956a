// SPDX-License-Identifier: GPL-2.0-only
// A spec that takes long, for tests that end the lab in the middle of one.
import { family } from "../../spec/index.ts";
import { sh } from "../../guest/shell.ts";

const spec = family("waiting");

spec("a program in the guest takes its time", async (t, { guest }) => {
  await guest.execute(sh`cat /proc/kmsg > /dev/null`, { timeout: 100_000 });
  t.pass();
});
