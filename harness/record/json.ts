// SPDX-License-Identifier: GPL-2.0-only
// run.json: the record itself, checked on its way out.
import { z } from "zod";
import { RunRecord } from "./model.ts";

/** Renders a run as JSON. Throws if the record is not what its schema says: a report that lies is worse than none. */
export function renderJson(record: RunRecord): string {
  return `${JSON.stringify(RunRecord.parse(record), null, 2)}\n`;
}

/** The JSON Schema of run.json, as it is checked in. */
export function runSchema(): string {
  const schema = z.toJSONSchema(RunRecord, { target: "draft-2020-12" });
  return `${JSON.stringify({ title: "A run of msixlab", ...schema }, null, 2)}\n`;
}
