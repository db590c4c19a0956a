// SPDX-License-Identifier: GPL-2.0-only
import { shellQuote } from "../exec.ts";
import type { CellRun } from "./cell-run.ts";

/** The one line that runs a spec in a cell again, with the same kernels and series. */
export function reproduceLine(run: Pick<CellRun, "cell" | "reproduce">, spec: string): string {
  return shellQuote(["npm", "run", "lab", "--", ...run.reproduce, "--cell", run.cell.id, "--grep", spec]);
}
