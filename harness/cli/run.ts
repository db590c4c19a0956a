// SPDX-License-Identifier: GPL-2.0-only
import type { Command } from "commander";
import { endInOrder } from "../host/ending.ts";
import { labName } from "../host/typed.ts";
import { bisectRunCode } from "../run/bisect-run.ts";
import { runLab, type ExitCode } from "../run/lab.ts";
import { ensureHost } from "../setup/ensure.ts";
import { addCount, addFilters, addKernel, addRunning, addStatic, hostNeeds, readRunOptions } from "./arguments.ts";
import type { RawOptions } from "./raw-options.ts";

const examples = `
Examples:
  ${labName} run                                         what the configuration says, on all of its machines
  ${labName} --series my-patches/                     your own series
  ${labName} --patch review.mbox --port               a patch out of a mail, brought forward if it is old
  ${labName} --device igb --iommu off --grep vectors  the quick loop while hacking
  ${labName} --kernel 6.1 6.12 newest --profile quick the same series and specs on several kernels, in one report
  ${labName} --each-commit                            every patch must build, boot and pass by itself
  ${labName} --side patched --grep "a bad fd"         one spec, without the base to compare with
Exit code: 0 all well, 1 failures or regressions, 2 usage, 3 the lab itself failed, 4 nothing of the series ran (UNTESTED).`;

/** `run`, the default: judges a series. */
export function run(program: Command): void {
  const command = program
    .command("run")
    .description("judge a series: build without and with it, boot both, run the specs, write the reports");
  addStatic(addCount(addRunning(addKernel(addFilters(command)))))
    .option("--each-commit", "build, boot and run every patch of the series by itself too, on top of those before it")
    .option("--no-repeat-failures", "do not run again what failed on patched, or could not be run: the quick loop")
    .option("--known-failures <file>", "failures that are known (default: guest-kernel/known-failures.json)")
    .option("--bisect-run", "exit codes for git bisect run: 0 good, 1 bad, 125 cannot be tried, 255 the end")
    .addHelpText("after", examples)
    .action(async (raw: RawOptions & { bisectRun?: boolean }) => {
      // git asks of one commit, over and over: what of it ran is another question.
      const options = await readRunOptions(raw.bisectRun === true ? { ...raw, count: false } : raw);
      await ensureHost(hostNeeds(raw));
      const forGit: ExitCode = (record, failure) => bisectRunCode(record, failure, raw.grep);
      process.exitCode = await runLab(options, endInOrder(), raw.bisectRun === true ? forGit : undefined);
    });
}
