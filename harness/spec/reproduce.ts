// SPDX-License-Identifier: GPL-2.0-only
import { shellQuote } from "../exec.ts";
import type { CellRun } from "./cell-run.ts";

/** The one line that runs a spec in a cell again, with the same kernels and series. */
export function reproduceLine(run: Pick<CellRun, "cell" | "reproduce">, spec: string): string {
  const { device, iommu, side } = run.cell;
  const filters = ["--device", device, "--iommu", iommu, "--side", side, "--grep", spec];
  return shellQuote(["npm", "run", "lab", "--", ...run.reproduce, ...filters]);
}
