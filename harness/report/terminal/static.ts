// SPDX-License-Identifier: GPL-2.0-only
// The static checks on a terminal. Pure.
import { checkName, findingLocation, type RunRecord, type StaticCheck } from "../../record/model.ts";
import { countOutcomes, duration, glyphs } from "../words.ts";
import { countPieces } from "./live.ts";
import { outcomeStyle, type StyledLine, type Style } from "./style.ts";

/** So many findings of a check are listed; the report has all. */
const listed = 8;

const gradeStyle: Readonly<Record<string, Style>> = { error: "red", warning: "yellow", note: "gray" };

/** The line that a check leaves when it is done. */
export function staticLine(check: StaticCheck): StyledLine {
  const { what, outcome, reason = "", seconds } = check;
  const why = outcome === "PASS" ? duration(seconds) : (reason.split("\n")[0] ?? "");
  return [
    [`${glyphs[outcome]} `, outcomeStyle[outcome]],
    ["check      "],
    [`${checkName(check).padEnd(10)} `],
    [what],
    [`  ${why}`, "gray"],
  ];
}

function checkLines(check: StaticCheck): StyledLine[] {
  const { what, findings, outcome, reason, reproduce } = check;
  const head: StyledLine = [
    ["  "],
    [`${glyphs[outcome]} ${checkName(check)}`, outcomeStyle[outcome]],
    [`  ${what}`, "gray"],
  ];
  const shown = findings
    .slice(0, listed)
    .map((one): StyledLine => [
      [`    ${one.grade}: `, gradeStyle[one.grade] ?? "gray"],
      [findingLocation(one) === "" ? "" : `${findingLocation(one)}: `],
      [one.message],
    ]);
  const more: StyledLine[] =
    findings.length > listed ? [[[`    and ${findings.length - listed} more in the report`, "gray"]]] : [];
  const why: StyledLine[] = findings.length > 0 || reason === undefined ? [] : [[[`    ${reason}`]]];
  const again: StyledLine[] = reproduce === undefined ? [] : [[["    "], [reproduce, "cyan"]]];
  return [head, ...why, ...shown, ...more, ...again];
}

/** What was found, a block a check; nothing if there is nothing to look at. */
export function staticBlock({ static: checks = [] }: RunRecord): StyledLine[] {
  const told = checks.filter(
    ({ outcome, findings }) => outcome === "FAIL" || outcome === "MISS" || findings.length > 0,
  );
  if (told.length === 0) return [];
  return [[], [["Static checks", "bold"]], ...told.flatMap(checkLines)];
}

/** How many checks came out how. */
export function staticCounts({ static: checks = [] }: RunRecord): StyledLine[] {
  if (checks.length === 0) return [];
  const counts = new Map(Object.entries(countOutcomes(checks))) as Parameters<typeof countPieces>[0];
  return [[["  static  "], ...countPieces(counts)]];
}
