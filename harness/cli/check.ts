// SPDX-License-Identifier: GPL-2.0-only
import { Option, type Command } from "@commander-js/extra-typings";
import { endInOrder } from "../host/ending.ts";
import { labName } from "../host/typed.ts";
import { runLab } from "../run/lab.ts";
import { ensureHost } from "../setup/ensure.ts";
import { checkNames } from "../static/index.ts";
import { hostNeeds, readRunOptions } from "./arguments.ts";
import { addKernel, parseCount } from "./options.ts";

const examples = `
Examples:
  ${labName} check                                    the lab's own series
  ${labName} check --patch thread.mbox                somebody's patch
  ${labName} check --series my-patches/ --only sparse gcc
Findings that base has too do not count; checkpatch's CHECKs are notes. Missing tools are reported.
Exit code: 0 nothing new, 1 new errors or warnings, 2 usage, 3 a check could not run.`;

/** `check`: what can be said of a series without booting it. */
export function check(program: Command): void {
  const command = program
    .command("check")
    .description("run only the static checks: style, warnings, sparse, configurations; boots nothing");
  addKernel(command)
    .addOption(new Option("--only <check...>", "only these checks").choices(checkNames))
    .option("--out <dir>", "directory for results (default: out)")
    .option("--jobs <n>", "compile this many at once (default: number of CPUs)", parseCount)
    .addHelpText("after", examples)
    .action(async ({ only, ...raw }) => {
      const options = await readRunOptions({ ...raw, static: true });
      await ensureHost(hostNeeds(raw));
      const { static: asked = { reproduce: [] } } = options;
      process.exitCode = await runLab({ ...options, static: { ...asked, only }, staticAlone: true }, endInOrder());
    });
}
