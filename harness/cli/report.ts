// SPDX-License-Identifier: GPL-2.0-only
import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { UsageError } from "../host/errors.ts";
import { journalName } from "../record/journal.ts";
import { writeRecord } from "../report/write.ts";
import { readRun } from "../verdict/conclude.ts";

/** `report DIR`: all reports of a run again, from its events. */
export function report(program: Command): void {
  program
    .command("report")
    .description("rewrite the reports of a run from its directory")
    .argument("<dir>", "the run's directory, e.g. out/latest")
    .action((dir) => {
      const folder = path.resolve(dir);
      if (!existsSync(path.join(folder, journalName)))
        throw new UsageError(`${dir} is not a run's directory: it has no ${journalName}`, {
          hint: "the newest run is in out/latest",
        });
      const record = readRun(folder);
      writeRecord(record, folder);
      console.log(record.verdict?.sentence ?? "The run has no verdict.");
      console.log(path.join(dir, "report.html"));
    });
}
