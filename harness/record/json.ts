// SPDX-License-Identifier: GPL-2.0-only
// run.json: the record itself, checked on its way out and on its way in.
import { z } from "zod";
import { LabError } from "../host/errors.ts";
import { RunRecord } from "./model.ts";

/** Renders a run as JSON. Throws if the record is not what its schema says: a report that lies is worse than none. */
export function renderJson(record: RunRecord): string {
  return `${JSON.stringify(RunRecord.parse(record), null, 2)}\n`;
}

/** Reads run.json. @throws {LabError} if it is not a run record. */
export function parseRunJson(text: string): RunRecord {
  try {
    return RunRecord.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new LabError("run.json is not a run record of this version of the lab", { output: why, cause });
  }
}

/** The JSON Schema of run.json, as it is checked in. */
export function runSchema(): string {
  const schema = z.toJSONSchema(RunRecord, { target: "draft-2020-12" });
  return `${JSON.stringify({ title: "A run of msixlab", ...schema }, null, 2)}\n`;
}
