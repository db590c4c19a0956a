// SPDX-License-Identifier: GPL-2.0-only
import { Option, type Command } from "commander";
import { endInOrder } from "../host/ending.ts";
import { labName } from "../host/typed.ts";
import { runLab } from "../run/lab.ts";
import { ensureHost } from "../setup/ensure.ts";
import { checkNames } from "../static/index.ts";
import { addKernel, hostNeeds, readRunOptions } from "./arguments.ts";
import type { RawOptions } from "./raw-options.ts";

const examples = `
Examples:
  ${labName} check                                    the lab's own series
  ${labName} check --patch thread.mbox                somebody's patch
  ${labName} check --series my-patches/ --only sparse gcc
A finding that base has too does not count; one that checkpatch calls a CHECK is a note. A tool that is missing is said.
Exit code: 0 nothing new, 1 new errors or warnings, 2 usage, 3 a check could not be made.`;

/** `check`: what can be said of a series without booting it. */
export function check(program: Command): void {
  const command = program
    .command("check")
    .description(
      "static checks of a series alone: style, warnings, sparse, configurations; builds no kernel, boots none",
    );
  addKernel(command)
    .addOption(new Option("--only <check...>", "these checks alone").choices(checkNames))
    .option("--out <dir>", "where results go (default: out)")
    .option("--jobs <n>", "compilers at once (default: the number of CPUs)")
    .addHelpText("after", examples)
    .action(async ({ only, ...raw }: RawOptions & { only?: string[] }) => {
      const options = await readRunOptions({ ...raw, static: true });
      await ensureHost(hostNeeds(raw));
      const { static: asked = { reproduce: [] } } = options;
      process.exitCode = await runLab({ ...options, static: { ...asked, only }, staticAlone: true }, endInOrder());
    });
}
