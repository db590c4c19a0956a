// SPDX-License-Identifier: GPL-2.0-only
import { Argument, type Command } from "@commander-js/extra-typings";
import { endInOrder } from "../host/ending.ts";
import { UsageError } from "../host/errors.ts";
import { labName } from "../host/typed.ts";
import { runShell } from "../run/shell.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds, readRunOptions, sayNotes } from "./arguments.ts";
import { chosenOptions } from "./look.ts";
import { addFilters, addKernel, addRunning } from "./options.ts";

const examples = `
Examples:
  ${labName} shell                                   igb, IOMMU off, kernel with the series, its driver under test
  ${labName} shell --device e1000e --iommu intel
  ${labName} shell --driver none -- labtool pci 0000:01:00.0      run one command`;

/** `shell`: a cell to look around in. */
export function shell(program: Command): void {
  const command = program.command("shell").description("boot one cell and open a shell in it; exit powers it off");
  addRunning(addKernel(addFilters(command)))
    .option("--driver <name>", "bind the device to this driver, or none (default: the driver under test)")
    .addArgument(new Argument("[command...]", "run this command instead of a shell"))
    .addHelpText("after", examples)
    .action(async (words, raw) => {
      const options = await chosenOptions(raw, await readRunOptions(raw));
      if (options.targets !== undefined) throw new UsageError("shell takes one kernel");
      sayNotes(options);
      await ensureHost(hostNeeds(raw));
      process.exitCode = await runShell(options, { driver: raw.driver, words, signal: endInOrder() });
    });
}
