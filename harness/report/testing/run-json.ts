// SPDX-License-Identifier: GPL-2.0-only
import { RunRecord } from "../../record/model.ts";

/** Reads run.json as a program would. @throws if it is not what the schema says. */
export function parseRunJson(text: string): RunRecord {
  return RunRecord.parse(JSON.parse(text));
}
