// SPDX-License-Identifier: GPL-2.0-only
import type { NeedReport } from "./examine.ts";

/** What a reader should do about a need: nothing, a package, or what the probe said. */
function action({ status, todo, package: pkg }: NeedReport): string {
  if (status === "ok") return "";
  return todo ?? (pkg === undefined ? "" : `install ${pkg}`);
}

/** The reports as aligned columns: need, found, status, what to do (or why it is needed). */
export function renderTable(reports: readonly NeedReport[]): string {
  const rows = [
    ["NEED", "FOUND", "STATUS", "WHAT TO DO"],
    ...reports.map((report) => [report.name, report.found ?? "-", report.status, action(report)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
