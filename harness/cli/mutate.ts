// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import type { Command } from "commander";
import { endInOrder } from "../host/ending.ts";
import { UsageError } from "../host/errors.ts";
import { root } from "../host/paths.ts";
import { renderMutationText } from "../report/mutation-write.ts";
import { killerText } from "../report/mutation-words.ts";
import { duration } from "../report/words.ts";
import { readMutants } from "../experiments/mutate/mutant.ts";
import { runMutate } from "../experiments/mutate.ts";
import { ensureHost } from "../setup/ensure.ts";
import { addKernel, addRunning, hostNeeds, readRunOptions } from "./arguments.ts";
import type { RawOptions } from "./raw-options.ts";

const help = `
A mutant is a patch on top of the series, with a header: Subject (what it breaks), Spec and Cell (where to look first),
Explained (why nothing can be expected to see it: only what it names is tried). See guest-kernel/mutants/.
Exit code: 0 each was killed or is explained, 1 one survived, 2 one does not apply or build, 3 the lab itself failed.`;

/** `mutate`: breaks the driver on purpose, to see whether the specs notice. */
export function mutate(program: Command): void {
  const command = program
    .command("mutate")
    .description("break the series on purpose, one mutant at a time, and see whether the specs notice")
    .argument("[name...]", "mutants whose name has this in it (default: all)");
  addRunning(addKernel(command))
    .option("--mutants <dir>", "the folder with the mutants (default: guest-kernel/mutants)")
    .option("--named", "only the specs and cells that a mutant names: what they do not see has survived")
    .option("--json", "the record on standard output; progress goes to standard error")
    .addHelpText("after", help)
    .action(async (names: string[], raw: RawOptions & { mutants?: string; named?: boolean; json?: boolean }) => {
      const options = await readRunOptions(raw);
      if (options.targets !== undefined) throw new UsageError("mutate: one kernel");
      const mutants = await readMutants(path.resolve(raw.mutants ?? path.join(root, "guest-kernel/mutants")), names);
      await ensureHost(hostNeeds(raw));
      const say = raw.json === true ? console.error : console.log;
      const { record, folder } = await runMutate(options, { mutants, namedOnly: raw.named === true }, endInOrder(), {
        note: (text) => say(text),
        done: (one, count, total) =>
          say(
            `[${count}/${total}] ${one.name}: ${one.status} in ${duration(one.seconds)} ${killerText(one)}: ${one.why}`,
          ),
      });
      say(`\n${renderMutationText(record)}${folder}/mutants.html`);
      if (raw.json === true) console.log(JSON.stringify(record, null, 2));
      process.exitCode = record.exitCode;
    });
}
