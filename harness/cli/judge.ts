// SPDX-License-Identifier: GPL-2.0-only
import { createReadStream, existsSync } from "node:fs";
import type { Command } from "commander";
import { messageOf, UsageError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { renderSplats } from "../report/text.ts";
import { Collector, type Repeated } from "../klog/collect.ts";
import { decodeArgs, decoded, decodeInput, decoder, type Symbols } from "../klog/decode.ts";
import { Judge } from "../klog/judge.ts";

interface Options {
  readonly json?: boolean;
  readonly vmlinux?: string;
  readonly modules?: string;
  readonly source?: string;
}

/** `judge FILE`: a recorded console log → what the kernel complained about. */
export function judge(program: Command): void {
  program
    .command("judge")
    .description("find what a kernel complained about in a console log of any length; exit 1 if it did")
    .argument("<file>", "the log; - for standard input")
    .option("--json", "for programs")
    .option("--vmlinux <path>", "the kernel's vmlinux: names source lines, with its scripts/decode_stacktrace.sh")
    .option("--modules <dir>", "where its modules lie; with --vmlinux")
    .option("--source <dir>", "the kernel's source; with --vmlinux")
    .action(async (file: string, options: Options) => {
      const symbols = symbolsOf(options);
      const found = await judgeFile(file);
      const splats = symbols === undefined ? found.all() : await decode(found.all(), symbols);
      console.log(renderSplats(splats, options.json === true ? "json" : "text").trimEnd());
      if (found.dropped > 0) console.error(`${found.dropped} more splats, equal to none of these, are left out`);
      process.exitCode = splats.length > 0 ? 1 : 0;
    });
}

/** What `--vmlinux` and its companions name, proven to be there before the log is read. */
export function symbolsOf({ vmlinux, modules, source }: Options): Symbols | undefined {
  if (vmlinux === undefined) {
    if (modules === undefined && source === undefined) return undefined;
    throw new UsageError("--modules and --source say where the symbols of a --vmlinux come from: name that too");
  }
  if (source === undefined) throw new UsageError("--vmlinux needs --source: scripts/decode_stacktrace.sh is in it");
  for (const needed of [vmlinux, decoder(source), ...(modules === undefined ? [] : [modules])])
    if (!existsSync(needed)) throw new UsageError(`${needed} does not exist: nothing to name source lines with`);
  return { vmlinux, source, ...(modules === undefined ? {} : { modules }) };
}

async function judgeFile(file: string): Promise<Collector> {
  const found = new Collector();
  const log = new Judge((splat) => found.add(splat));
  let empty = true;
  try {
    const stream = file === "-" ? process.stdin : createReadStream(file);
    stream.setEncoding("utf8");
    for await (const chunk of stream as AsyncIterable<string>) {
      empty &&= chunk.trim() === "";
      log.push(chunk);
    }
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
  // An empty log is no evidence that nothing happened.
  if (empty) throw new UsageError(`${file} is empty: there is nothing to judge`);
  log.end();
  return found;
}

async function decode(splats: readonly Repeated[], symbols: Symbols): Promise<Repeated[]> {
  const [command = "", ...args] = decodeArgs(symbols);
  const { stdout } = await run(command, args, { input: decodeInput(splats), timeout: 600_000 });
  return decoded(splats, stdout).map((splat, i) => ({
    ...splat,
    times: splats[i]?.times ?? 1,
    lines: splats[i]?.lines ?? [],
  }));
}
