// SPDX-License-Identifier: GPL-2.0-only
import { randomInt } from "node:crypto";
import path from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { endInOrder } from "../host/ending.ts";
import { UsageError } from "../host/errors.ts";
import { root } from "../host/paths.ts";
import { labName } from "../host/typed.ts";
import type { MutationRecord } from "../record/mutation.ts";
import { mutationView } from "../report/mutation-view.ts";
import { witnessText } from "../report/trials.ts";
import { renderTrialsText } from "../report/trials-write.ts";
import { duration } from "../report/words.ts";
import { readMutants } from "../experiments/mutate/mutant.ts";
import { runMutate, type Watcher } from "../experiments/mutate.ts";
import { runGenerated } from "../experiments/mutate-generated.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds, readRunOptions } from "./arguments.ts";
import { addCount, addKernel, addRunning, addTrialFilters, parseCount, parseSeed } from "./options.ts";
import type { RawOptions } from "./raw-options.ts";

const help = `
A mutant is a patch on top of the series, with a header: Subject (what it breaks), Spec and Cell (where to look first),
Explained (why no spec can detect it: only the named specs run). See guest-kernel/mutants/.

With --generate the lab makes the mutants itself, from C files of the kernel: a condition negated, && for ||, a bound or a
constant off by one, a call or an assignment removed, 0 for -EINVAL, the goto to an error's label skipped. They are spread
over files, functions and operators; the same --seed makes the same ones of the same source. Each is tried as
run --patch would try it, up to the first spec that fails with it and passes without it. What does not build, and what
makes no other binary, is not counted. Mutants that survive are listed with their diffs, and it is counted whether any
spec runs their lines. --series, --patch, --out-of-tree and --base-patch are on both sides then.

Examples:
  ${labName} mutate                                        all of guest-kernel/mutants
  ${labName} mutate vector open-without                    those whose names contain one of these
  ${labName} mutate --generate 50 --file drivers/net/ethernet/intel/igb
  ${labName} mutate --generate 200 --seed 7 --file drivers/net/ethernet/intel/igb/igb_main.c --profile quick
  ${labName} mutate igb_main-3825 --generate 200 --seed 7 --file drivers/net/ethernet/intel/igb/igb_main.c
                                                          one of them again
  ${labName} mutate --generate 50 --out-of-tree ~/gadget --file drivers/external/gadget
Exit code: 0 all killed or explained, 1 some survived, 2 some do not apply or (written by people) build, 3 lab failure.`;

/** The options of `mutate`. */
interface MutateOptions extends RawOptions {
  readonly mutants?: string;
  readonly named?: true;
  readonly generate?: number;
  readonly seed?: number;
  readonly file?: readonly string[];
}

/** A mutation run that is ready to start. */
type Start = (
  signal: AbortSignal,
  watcher: Watcher,
) => Promise<{ readonly record: MutationRecord; readonly folder: string }>;

/** `mutate`: breaks the driver on purpose, to see whether the specs notice. */
export function mutate(program: Command): void {
  const command = program
    .command("mutate")
    .description("mutation testing: break a driver on purpose and see whether the specs notice")
    .argument("[name...]", "only mutants whose name contains this (default: all)")
    .option("--mutants <dir>", "directory with the mutants (default: guest-kernel/mutants)")
    .option("--named", "run only the specs and cells that a mutant names")
    .option("--generate <n>", "make N mutants of the files that --file names", parseCount)
    .option("--seed <n>", "with --generate: which of all possible mutants (default: any; it is printed)", parseSeed)
    .option("--file <path...>", "with --generate: C files, or folders with some, by their paths in the kernel's tree");
  addCount(
    addTrialFilters(addRunning(addKernel(command)), "with --generate: "),
    "with --generate: do not count whether any spec runs the lines of mutants that survive",
  )
    .option("--json", "print the record as JSON; progress goes to stderr")
    .addHelpText("after", help)
    .action(async (names, raw) => {
      const start = raw.generate === undefined ? await prepareWritten(raw, names) : await prepareGenerated(raw, names);
      await ensureHost(hostNeeds(raw));
      const say = raw.json === true ? console.error : console.log;
      const { record, folder } = await start(endInOrder(), {
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

/** Mutants that people wrote, on top of the series. @throws {UsageError} */
async function prepareWritten(typed: MutateOptions, names: readonly string[]): Promise<Start> {
  const { seed, file, profile, grep, count, ...raw } = typed;
  const given = Object.entries({ seed, file, profile, grep, "no-count": count === false ? true : undefined });
  const [odd] = given.find(([, value]) => value !== undefined) ?? [];
  if (odd !== undefined) throw new UsageError(`--${odd} goes with --generate`);
  const options = await readRunOptions(raw);
  if (options.targets !== undefined) throw new UsageError("mutate takes one kernel");
  const mutants = await readMutants(path.resolve(raw.mutants ?? path.join(root, "guest-kernel/mutants")), names);
  return (signal, watcher) => runMutate(options, { mutants, namedOnly: raw.named === true }, signal, watcher);
}

/** Mutants of a driver's files: what is typed beside them is what they come on top of. @throws {UsageError} */
async function prepareGenerated(typed: MutateOptions, names: readonly string[]): Promise<Start> {
  const { series: _, patch: __, outOfTree: ___, basePatch: ____, ...raw } = typed;
  const { generate: count = 1, file: files = [], seed = randomInt(1, 1_000_000) } = raw;
  if (raw.mutants !== undefined || raw.named === true)
    throw new UsageError("--mutants and --named are for mutants that people wrote, not for --generate");
  if (files.length === 0)
    throw new UsageError("--generate needs --file", {
      hint: "C files, or folders with some: --file drivers/net/ethernet/intel/igb",
    });
  const options = await readRunOptions({ ...typed, bare: true });
  if (options.targets !== undefined) throw new UsageError("mutate takes one kernel");
  if (options.repeat > 1) throw new UsageError("mutate takes no --repeat: what fails is run again by itself");
  const request = {
    ...{ count, seed, files, names },
    reached: raw.count !== false,
    // As a series: nobody has to find the patch in a mail.
    optionsFor: (patch: string) => readRunOptions({ ...raw, series: patch }),
  };
  return (signal, watcher) => runGenerated(options, request, signal, watcher);
}
