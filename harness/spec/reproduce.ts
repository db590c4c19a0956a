// SPDX-License-Identifier: GPL-2.0-only
import { withoutKernel } from "../../lab/matrix.ts";
import { shellQuote } from "../host/exec.ts";
import { labWords } from "../host/typed.ts";
import type { CellRun } from "./cell-run.ts";

/** The one line that runs a spec in a cell again, with the same kernel and series; of several kernels with that one. */
export function reproduceLine(run: Pick<CellRun, "cell" | "reproduce">, spec: string): string {
  return shellQuote(labWords([...run.reproduce, "--cell", withoutKernel(run.cell), "--grep", spec]));
}
