// SPDX-License-Identifier: GPL-2.0-only
// What a reader has to act on, each with its place in the source where that is known: for reports that show problems
// beside the lines of a patch.
import { checkName, splatName, type Result, type RunRecord, type Splat, type StaticCheck } from "../record/model.ts";
import { findVerdictRow } from "./evidence.ts";
import { staticCell, withStaticResults } from "./static-results.ts";
import { plural, troubles } from "./words.ts";

/** A line of the repository under test. */
export interface SourcePlace {
  readonly file: string;
  readonly line?: number;
}

/** Where what is said of the kernel's tree stands in the repository under test, and only of what the series touches. */
export interface Sources {
  /** A file of the kernel's tree, and a line in it. */
  readonly place: (file: string, line?: number) => SourcePlace | undefined;
  readonly functionAt: (name: string) => SourcePlace | undefined;
}

/** Something to act on. */
export interface Problem {
  readonly level: "error" | "warning";
  readonly title: string;
  readonly message: string;
  readonly place?: SourcePlace;
  /** Equal for those that are one defect: the splat. */
  readonly defect?: string;
}

/** Where a splat is in what the series touches: its own line, its function, or the first function on the way to it. */
function locateSplat({ file, at, functions = [] }: Splat, sources: Sources): SourcePlace | undefined {
  const [, name = "", line = ""] = /^(.*):(\d+)$/.exec(file ?? "") ?? [];
  const own = name === "" ? undefined : sources.place(name, Number(line));
  const names = [...(at === undefined ? [] : [at]), ...functions];
  return own ?? names.map(sources.functionAt).find((place) => place !== undefined);
}

function resultProblem(record: RunRecord, result: Result, sources: Sources | undefined): Problem {
  const { outcome, cell, spec, reason, splats, reproduce, side } = result;
  const group = findVerdictRow(record, result)?.group;
  // The base side, the lab's own faults, what is known and what was flaky before are not the series' errors.
  const own = outcome === "FAIL" && side === "patched" && group !== "knownFailures" && group !== "flaky";
  const at = splats[0]?.at === undefined ? [] : [`at ${splats[0].at}`];
  const again = reproduce === undefined ? [] : [reproduce];
  const known = sources === undefined || side !== "patched" ? [] : splats;
  const found = known.flatMap((splat) => {
    const place = sources === undefined ? undefined : locateSplat(splat, sources);
    return place === undefined ? [] : [{ place, defect: splat.fingerprint ?? splatName(splat) }];
  });
  return {
    level: own ? "error" : "warning",
    title: `${outcome} ${cell}`,
    message: [`${spec}: ${reason ?? ""}`, ...at, ...again].join("\n"),
    ...found[0],
  };
}

/** What a tool says of lines of the series; nothing, if it does not say where. */
function findingProblems({ what, findings }: StaticCheck, sources: Sources | undefined): Problem[] {
  if (sources === undefined) return [];
  return findings.flatMap(({ grade, file, line, message }) => {
    const place = file === undefined ? undefined : sources.place(file, line);
    if (place === undefined || grade === "note") return [];
    return [{ level: grade, title: what, message, place }];
  });
}

/** Why a run ended early; a kernel that does not compile, error by error. */
function failureProblems({ failure }: RunRecord, sources: Sources | undefined): Problem[] {
  if (failure === undefined) return [];
  const { blame, message, errors = [], conflict } = failure;
  const title = `the run ended early (${blame})`;
  const placed = errors.flatMap(({ file, line, message: said }): Problem[] => {
    const place = sources?.place(file, line);
    return place === undefined ? [] : [{ level: "error", title: "does not compile", message: said, place }];
  });
  if (placed.length > 0) return placed;
  const place = conflict?.file === undefined ? undefined : sources?.place(conflict.file);
  return [{ level: "error", title, message, ...(place === undefined ? {} : { place }) }];
}

/** One defect at one place is one problem, however many specs and machines show it. */
function merged(problems: readonly Problem[]): Problem[] {
  const groups = new Map<string, Problem[]>();
  for (const [index, problem] of problems.entries()) {
    const { level, defect, place } = problem;
    const key = defect === undefined ? String(index) : JSON.stringify([level, defect, place]);
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : `\nand ${plural(others.length, "more result")} with the same complaint`;
    return [{ ...first, message: `${first.message}${more}` }];
  });
}

/** The problems of a run: why it ended early, then the worst results. */
export function problems(record: RunRecord, sources?: Sources): Problem[] {
  const { static: checks = [] } = record;
  const findings = checks.map((check) => ({ check, own: findingProblems(check, sources) }));
  // A check whose findings are all shown at their lines needs no problem of its own.
  const told = new Set(
    findings
      .filter(({ check, own }) => own.length === check.findings.filter(({ grade }) => grade !== "note").length)
      .map(({ check }) => `static: ${checkName(check)}`),
  );
  const results = troubles(withStaticResults(record)).filter(
    ({ cell, spec, outcome }) => !(cell === staticCell && outcome === "FAIL" && told.has(spec)),
  );
  return [
    ...failureProblems(record, sources),
    ...merged(results.map((one) => resultProblem(record, one, sources))),
    ...findings.flatMap(({ own }) => own),
  ];
}
