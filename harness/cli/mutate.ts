// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { endInOrder } from "../host/ending.ts";
import { UsageError } from "../host/errors.ts";
import { root } from "../host/paths.ts";
import { mutationView } from "../report/mutation-view.ts";
import { witnessText } from "../report/trials.ts";
import { renderTrialsText } from "../report/trials-write.ts";
import { duration } from "../report/words.ts";
import { readMutants } from "../experiments/mutate/mutant.ts";
import { runMutate } from "../experiments/mutate.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds, readRunOptions } from "./arguments.ts";
import { addKernel, addRunning } from "./options.ts";

const help = `
A mutant is a patch on top of the series, with a header: Subject (what it breaks), Spec and Cell (where to look first),
Explained (why no spec can detect it: only the named specs run). See guest-kernel/mutants/.
Exit code: 0 all killed or explained, 1 some survived, 2 some do not apply or build, 3 lab failure.`;

/** `mutate`: breaks the driver on purpose, to see whether the specs notice. */
export function mutate(program: Command): void {
  const command = program
    .command("mutate")
    .description("mutation testing: break the series on purpose and see whether the specs notice")
    .argument("[name...]", "only mutants whose name contains this (default: all)");
  addRunning(addKernel(command))
    .option("--mutants <dir>", "directory with the mutants (default: guest-kernel/mutants)")
    .option("--named", "run only the specs and cells that a mutant names")
    .option("--json", "print the record as JSON; progress goes to stderr")
    .addHelpText("after", help)
    .action(async (names, raw) => {
      const options = await readRunOptions(raw);
      if (options.targets !== undefined) throw new UsageError("mutate takes one kernel");
      const mutants = await readMutants(path.resolve(raw.mutants ?? path.join(root, "guest-kernel/mutants")), names);
      await ensureHost(hostNeeds(raw));
      const say = raw.json === true ? console.error : console.log;
      const { record, folder } = await runMutate(options, { mutants, namedOnly: raw.named === true }, endInOrder(), {
        note: (text) => say(text),
        done: (one, count, total) =>
          say(
            `[${count}/${total}] ${one.name}: ${one.status} in ${duration(one.seconds)} ${witnessText(one)}: ${one.why}`,
          ),
      });
      say(`\n${renderTrialsText(mutationView(record))}${folder}/mutants.html`);
      if (raw.json === true) console.log(JSON.stringify(record, null, 2));
      process.exitCode = record.exitCode;
    });
}
