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
    .description("write all reports of a run again from its folder")
    .argument("<dir>", "the run's folder: out/latest, for one")
    .action((dir: string) => {
      const folder = path.resolve(dir);
      if (!existsSync(path.join(folder, "events.jsonl")))
        throw new UsageError(`${dir} is no run's folder: it has no events.jsonl`, {
          hint: "a run leaves one in out/latest",
        });
      const record = writeReports(folder);
      console.log(record.verdict?.sentence ?? "The run has no verdict.");
      console.log(path.join(dir, "report.html"));
    });
}
