// SPDX-License-Identifier: GPL-2.0-only
import { existsSync } from "node:fs";
import type { Command } from "@commander-js/extra-typings";
import { UsageError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { renderSplats } from "../report/text.ts";
import { plural } from "../report/words.ts";
import { Collector, type Repeated } from "../klog/collect.ts";
import { decodeArgs, decoded, decodeInput, decoder, type Symbols } from "../klog/decode.ts";
import { Judge } from "../klog/judge.ts";
import { PasteReader } from "../klog/paste.ts";
import { readLog } from "./log-file.ts";

interface Options {
  readonly vmlinux?: string;
  readonly modules?: string;
  readonly source?: string;
}

/** What was found in one log. */
export interface Judged {
  readonly file: string;
  readonly lines: number;
  /** How many of them are the kernel's. */
  readonly kernelLines: number;
  readonly splats: readonly Repeated[];
  readonly dropped: number;
}

/** `judge FILE…`: logs as they were recorded, saved or pasted → what the kernel complained about. */
export function judge(program: Command): void {
  program
    .command("judge")
    .description(
      "find splats in kernel logs of any format (console, dmesg, journal, CI, mail; compressed too); exit 1 if there are any, 2 if a file is no kernel log",
    )
    .argument("<files...>", "log files; - for stdin")
    .option("--json", "JSON, one line per file")
    .option("--vmlinux <path>", "the kernel's vmlinux, to decode stack traces to source lines")
    .option("--modules <dir>", "directory with its modules; needs --vmlinux")
    .option("--source <dir>", "the kernel's source; needs --vmlinux")
    .action(async (files, options) => {
      const symbols = findSymbols(options);
      const codes: number[] = [];
      for (const file of files) codes.push(await judgeOne(file, options.json === true, files.length > 1, symbols));
      process.exitCode = Math.max(...codes);
    });
}

/** Prints what is in a file; one of several that cannot be judged does not keep the others from it. */
async function judgeOne(file: string, json: boolean, isOneOfMany: boolean, symbols?: Symbols): Promise<number> {
  try {
    const judged = await judgeFile(file);
    const splats = symbols === undefined ? judged.splats : await decode(judged.splats, symbols);
    if (isOneOfMany && !json) console.log(`${file}:`);
    console.log(json ? renderJson({ ...judged, splats }) : renderText({ ...judged, splats }));
    if (judged.dropped > 0) console.error(`${judged.dropped} more different splats are left out`);
    return splats.length > 0 ? 1 : 0;
  } catch (error) {
    if (!isOneOfMany || !(error instanceof UsageError)) throw error;
    if (json) console.log(JSON.stringify({ file, error: error.message }));
    console.error(error.message);
    return 2;
  }
}

function renderJson({ file, lines, kernelLines, splats }: Judged): string {
  return JSON.stringify({ file, lines, kernelLines, splats });
}

function renderText({ lines, kernelLines, splats }: Judged): string {
  return `${kernelLines} of ${lines} lines are the kernel's\n${renderSplats(splats).trimEnd()}`;
}

/** What `--vmlinux` and its companions name, proven to be there before the log is read. */
export function findSymbols({ vmlinux, modules, source }: Options): Symbols | undefined {
  if (vmlinux === undefined) {
    if (modules === undefined && source === undefined) return undefined;
    throw new UsageError("--modules and --source need --vmlinux");
  }
  if (source === undefined) throw new UsageError("--vmlinux needs --source: scripts/decode_stacktrace.sh is in it");
  for (const needed of [vmlinux, decoder(source), ...(modules === undefined ? [] : [modules])])
    if (!existsSync(needed)) throw new UsageError(`${needed} does not exist`);
  return { vmlinux, source, ...(modules === undefined ? {} : { modules }) };
}

/** Judges one file. A file in which nothing is the kernel's is no evidence that nothing happened. */
export async function judgeFile(file: string): Promise<Judged> {
  const found = new Collector();
  const reader = new PasteReader();
  const log = new Judge((splat) => found.add(splat), reader);
  let empty = true;
  for await (const chunk of readLog(file)) {
    empty &&= chunk.trim() === "";
    log.push(chunk);
  }
  if (empty) throw new UsageError(`${file} is empty`);
  log.end();
  const { lines, kernel } = reader.counts;
  const splats = found.all();
  if (kernel === 0 && splats.length === 0)
    throw new UsageError(`${file} is not a kernel log: none of its ${plural(lines, "line")} looks like one`);
  return { file, lines, kernelLines: kernel, splats, dropped: found.dropped };
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
