// SPDX-License-Identifier: GPL-2.0-only
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { messageOf, UsageError } from "../errors.ts";
import { renderSplats } from "../report/text.ts";
import { judge as judgeLog } from "../verdict/judge.ts";

/** `judge FILE`: a recorded console log → what the kernel complained about. */
export function judge(program: Command): void {
  program
    .command("judge")
    .description("find what a kernel complained about in a recorded console log; exit 1 if it did")
    .argument("<file>", "the log; - for standard input")
    .option("--json", "for programs")
    .action(async (file: string, options: { json?: boolean }) => {
      const splats = judgeLog(await readLog(file));
      console.log(renderSplats(splats, options.json ? "json" : "text").trimEnd());
      process.exitCode = splats.length > 0 ? 1 : 0;
    });
}

async function readLog(file: string): Promise<string> {
  let log: string;
  try {
    log = await readFile(file === "-" ? "/dev/stdin" : file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
  // An empty log is no evidence that nothing happened.
  if (log.trim() === "") throw new UsageError(`${file} is empty: there is nothing to judge`);
  return log;
}
