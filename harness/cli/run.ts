// SPDX-License-Identifier: GPL-2.0-only
import type { Command } from "@commander-js/extra-typings";
import { endInOrder } from "../host/ending.ts";
import { labName } from "../host/typed.ts";
import { bisectRunCode } from "../run/bisect-run.ts";
import { runLab, type ExitCode } from "../run/lab.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds, readRunOptions } from "./arguments.ts";
import { addAll } from "./options.ts";

const examples = `
Examples:
  ${labName} run                                         what the configuration says, on all its machines
  ${labName} --series my-patches/                     your own series
  ${labName} --patch review.mbox --port               a patch from a mail, ported if it is old
  ${labName} --device igb --iommu off --grep vectors  the quick loop while hacking
  ${labName} --kernel 6.1 6.12 newest --profile quick the same series and specs on several kernels, in one report
  ${labName} --each-commit                            every patch must build, boot and pass
  ${labName} --side patched --grep "a bad fd"         one spec, without base
Exit code: 0 pass, 1 failures or regressions, 2 usage, 3 lab failure, 4 no code of the series ran (UNTESTED).`;

/** `run`, the default: judges a series. */
export function run(program: Command): void {
  const command = program
    .command("run")
    .description("test a series: build without and with it, boot both, run the specs, write reports");
  addAll(command)
    .option("--bisect-run", "exit codes for git bisect run: 0 good, 1 bad, 125 skip, 255 abort")
    .addHelpText("after", examples)
    .action(async (raw) => {
      // git asks of one commit, over and over: which of its lines ran is another question.
      const options = await readRunOptions(raw.bisectRun === true ? { ...raw, count: false } : raw);
      await ensureHost(hostNeeds(raw));
      const forGit: ExitCode = (record, failure) => bisectRunCode(record, failure, raw.grep);
      process.exitCode = await runLab(options, endInOrder(), raw.bisectRun === true ? forGit : undefined);
    });
}
