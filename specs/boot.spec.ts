// SPDX-License-Identifier: GPL-2.0-only
// The kernel boots in silence: what it complains about before the first spec belongs to no other spec.
import { readFile } from "node:fs/promises";
import { family } from "../harness/spec/index.ts";
import { judge } from "../harness/verdict/judge.ts";

const spec = family("boot");

spec("the kernel comes up without a complaint", async (t, { run }) => {
  const log = await readFile(run.bootLog, "utf8");
  t.regex(log, /Linux version /, "the log is a kernel's");
  t.deepEqual(judge(log), []);
});
