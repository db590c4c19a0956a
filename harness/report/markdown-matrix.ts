// SPDX-License-Identifier: GPL-2.0-only
// Spec × machine in summary.md. What says nothing of the series is a number.
import { compare } from "../record/compare.ts";
import { configurationName, type Comparison, type RunRecord, type Side } from "../record/model.ts";
import { cellText, table } from "./markdown-helpers.ts";
import { glyphs, listMachines, plural } from "./words.ts";

/** The matrix, its rows by spec. */
export function matrixLines(record: RunRecord): string[] {
  const machines = listMachines(record);
  const rows = new Map<string, Comparison[]>();
  for (const row of compare(record.results)) rows.set(row.spec, [...(rows.get(row.spec) ?? []), row]);
  const glyph = (row: Comparison | undefined, side: Side): string =>
    row?.[side] === undefined ? " " : glyphs[row[side]];
  const [alike, telling] = [...rows].reduce<[Rows, Rows]>(
    ([same, told], row) => (row[1].every(saysNothing) ? [[...same, row], told] : [same, [...told, row]]),
    [[], []],
  );
  const lines = telling.map(([spec, cells]) => [
    cellText(spec),
    ...machines.map((machine) => {
      const row = cells.find((one) => configurationName(one) === configurationName(machine));
      return row === undefined ? "" : `${glyph(row, "base")} ${glyph(row, "patched")}`;
    }),
  ]);
  const skipped = alike.filter(([, cells]) => cells.every(isSkipped)).length;
  const folded = [
    alike.length > skipped && `${plural(alike.length - skipped, "spec")} came out the same on both sides`,
    skipped > 0 && `${plural(skipped, "spec")} did not apply to any machine`,
  ].filter((part) => part !== false);
  if (rows.size === 0) return [];
  const legend = "base, then patched: ✓ PASS, ✗ FAIL, ! ERROR, ? MISS, – SKIP, • DONE";
  return [
    "### Matrix",
    "",
    ...(lines.length === 0 ? [] : [legend, "", ...table(["spec", ...machines.map(configurationName)], lines)]),
    ...(folded.length === 0 ? [] : [`${folded.join("; ")}.`, ""]),
  ];
}

type Rows = readonly (readonly [spec: string, cells: readonly Comparison[]])[];

const isSkipped = ({ base = "SKIP", patched = "SKIP" }: Comparison): boolean => base === "SKIP" && patched === "SKIP";

/** Alike on both sides, and no trouble; what counts ran in another machine as well. */
function saysNothing(row: Comparison): boolean {
  const { base, patched, flavour } = row;
  if (isSkipped(row)) return true;
  if (flavour === "counted") return patched === "PASS" || patched === "DONE";
  return base === patched && (base === "PASS" || base === "DONE");
}
