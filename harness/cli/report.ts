// SPDX-License-Identifier: GPL-2.0-only
import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { UsageError } from "../host/errors.ts";
import { writeReports } from "../report/write.ts";

/** `report DIR`: all reports of a run again, from its events. */
export function report(program: Command): void {
  program
    .command("report")
    .description("rewrite the reports of a run from its directory")
    .argument("<dir>", "the run's directory, e.g. out/latest")
    .action((dir: string) => {
      const folder = path.resolve(dir);
      if (!existsSync(path.join(folder, "events.jsonl")))
        throw new UsageError(`${dir} is not a run's directory: it has no events.jsonl`, {
          hint: "the newest run is in out/latest",
        });
      const record = writeReports(folder);
      console.log(record.verdict?.sentence ?? "The run has no verdict.");
      console.log(path.join(dir, "report.html"));
    });
}
