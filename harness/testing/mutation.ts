// SPDX-License-Identifier: GPL-2.0-only
// `mutate` on mutants whose fate is known.
import { readFileSync } from "node:fs";
import path from "node:path";
import { MutationRecord } from "../record/mutation.ts";
import { runLab } from "./lab.ts";

/** The folder of those mutants. */
export const mutants = "harness/testing/mutants";

/** Runs `mutate` on mutants of the fixtures: its exit code, its words, its record. */
export async function mutate(out: string, ...names: readonly string[]) {
  const { code, output } = await runLab(["mutate", ...names, "--mutants", mutants, "--out", out]);
  const file = path.join(out, "latest/mutants.json");
  return { code, output, record: MutationRecord.parse(JSON.parse(readFileSync(file, "utf8"))) };
}
