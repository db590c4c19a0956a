// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { readRegressions, type Regression } from "../experiments/regressions/regression.ts";
import { runRegressions } from "../experiments/regressions.ts";
import { endInOrder } from "../host/ending.ts";
import { UsageError } from "../host/errors.ts";
import { root } from "../host/paths.ts";
import { labName } from "../host/typed.ts";
import { regressionsView } from "../report/regressions-view.ts";
import { witnessText } from "../report/trials.ts";
import { renderTrialsText } from "../report/trials-write.ts";
import { duration } from "../report/words.ts";
import type { RunOptions } from "../run/options.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds, readRunOptions } from "./arguments.ts";
import { addRunning, addSource, addTrialFilters } from "./options.ts";
import type { RawOptions } from "./raw-options.ts";

const help = `
A regression is a patch that brings back a bug which Linux had and fixed, with a header: Fix (the commit that it undoes),
Shows (what is seen), Where (on which machines), QEMU (yes, or no and why). The lab is given the patch alone: it chooses
machines and specs as run --patch does, and stops at the first spec that fails with it and passes without it.

Examples:
  ${labName} regressions                                 all that QEMU can show
  ${labName} regressions igb-channels uio                those whose names contain one of these
  ${labName} regressions --profile quick                 fewer machines, as after each edit
  ${labName} regressions e1000e --grep 'ethtool'         these specs alone
Exit code: 0 all found, 1 some missed, 2 some do not apply or build, 3 lab failure.`;

/** `regressions`: how many of the bugs that Linux once had the lab finds by itself. */
export function regressions(program: Command): void {
  const command = program
    .command("regressions")
    .description("bring back bugs that Linux had and fixed, and see which of them the lab finds")
    .argument("[name...]", "only regressions whose name contains this (default: all)");
  addTrialFilters(addRunning(addSource(command)))
    .option("--base-patch <what>", "patches applied without and with each regression")
    .option("--regressions <dir>", "directory with the regressions (default: guest-kernel/regressions)")
    .option("--json", "print the record as JSON; progress goes to stderr")
    .addHelpText("after", help)
    .action(async (names, raw) => {
      const folder = path.resolve(raw.regressions ?? path.join(root, "guest-kernel/regressions"));
      const wanted = await readRegressions(folder, names);
      const options = await readOptions(raw, wanted);
      await ensureHost(hostNeeds(raw));
      const say = raw.json === true ? console.error : console.log;
      const request = {
        regressions: wanted,
        optionsFor: ({ file }: Regression): Promise<RunOptions> => readRunOptions({ ...raw, patch: file }),
      };
      const { record, folder: out } = await runRegressions(options, request, endInOrder(), {
        note: (text) => say(text),
        done: (one, count, total) =>
          say(
            `[${count}/${total}] ${one.name}: ${one.status} in ${duration(one.seconds)} ${witnessText(one)}: ${one.why}`,
          ),
      });
      say(`\n${renderTrialsText(regressionsView(record))}${out}/regressions.html`);
      if (raw.json === true) console.log(JSON.stringify(record, null, 2));
      process.exitCode = record.exitCode;
    });
}

/** What all of them have in common: that of any. @throws {UsageError} */
async function readOptions(raw: RawOptions, [first]: readonly Regression[]): Promise<RunOptions> {
  const options = await readRunOptions({ ...raw, ...(first === undefined ? {} : { patch: first.file }) });
  if (options.targets !== undefined) throw new UsageError("regressions takes one kernel");
  if (options.repeat > 1) throw new UsageError("regressions takes no --repeat: what fails is run again by itself");
  return options;
}
