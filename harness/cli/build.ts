// SPDX-License-Identifier: GPL-2.0-only
import { Option, type Command } from "@commander-js/extra-typings";
import { flavours } from "../../lab/flavour.ts";
import { sideNames } from "../../lab/matrix.ts";
import { endInOrder } from "../host/ending.ts";
import { buildUpTo, stageNames } from "../kernel/index.ts";
import type { Context } from "../host/context.ts";
import { cacheRoot } from "../host/paths.ts";
import { timed } from "../record/journal-writer.ts";
import { createTerminal } from "../report/terminal.ts";
import { withChoice } from "../run/choose-by-patch.ts";
import { kernelRequest } from "../run/kernels.ts";
import { ported } from "../run/port.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds, readRunOptions, sayNotes } from "./arguments.ts";
import { addKernel, addRunning } from "./options.ts";

/** `build`: kernels alone, or a stage of them. */
export function build(program: Command): void {
  const command = program.command("build").description("build the kernels (or reuse the cache); boot nothing");
  addRunning(addKernel(command))
    .addOption(new Option("--side <side...>", "base, patched or both").choices(sideNames))
    .addOption(new Option("--flavour <flavour>", "how the kernels are instrumented").choices(flavours).default("plain"))
    .addOption(new Option("--stage <stage>", "stop after this stage").choices(stageNames).default("build"))
    .action(async (raw) => {
      const { flavour, ...rest } = raw;
      const options = await readRunOptions(rest);
      sayNotes(options);
      await ensureHost(hostNeeds(raw));
      const terminal = createTerminal(process.stderr, {});
      const context: Context = {
        cache: cacheRoot(),
        emit: (event) => terminal.handle(timed(event)),
        jobs: options.jobs,
        signal: endInOrder(),
      };
      try {
        // The kernels of a run: with what the devices need that the patch chooses.
        const fitting = await withChoice(await ported(options, context), context);
        for (const kernel of options.filters.kernels ?? [undefined])
          for (const side of raw.side ?? sideNames) {
            const name = { side, flavour, ...(kernel === undefined ? {} : { kernel }) };
            const done = await buildUpTo(raw.stage, kernelRequest(name, fitting), context);
            console.log(`${side}${kernel === undefined ? "" : `@${kernel}`}\t${done}`);
          }
      } finally {
        terminal.close();
      }
    });
}
