// SPDX-License-Identifier: GPL-2.0-only
// Outcomes of two sides → what may be said of the series. A pure function of what was measured.
import type {
  Cell,
  CommitRecord,
  Comparison,
  Coverage,
  KnownFailure,
  Outcome,
  Result,
  RunRecord,
  Side,
  StaticCheck,
  Verdict,
} from "../record/model.ts";
import { compare } from "../record/compare.ts";
import { baseConfiguration, configurationName, type Configuration } from "../record/result.ts";
import { firstTrouble } from "./commits.ts";
import { Evidence, isMixed, isWorse } from "./evidence.ts";
import { findKnownFailure, passesNow } from "./known.ts";
import { nothingRan, summarizeCoverage } from "./ran.ts";
import { verdictSentence, type Tally } from "./sentence.ts";

/** What the verdict has to know beside the results. */
export interface VerdictOptions {
  /** The sides that were to run; those that have results unless told. */
  readonly sides?: readonly Side[];
  readonly cells?: readonly Cell[];
  readonly failure?: RunRecord["failure"];
  /** Both sides' kernels are the same, and how that is known. */
  readonly unchanged?: string;
  /** No machine of the lab runs what the series changes: why not. */
  readonly untested?: string;
  /** The patches of the series one by one, if each was looked at. */
  readonly commits?: readonly CommitRecord[];
  /** Specs that were run again by themselves. */
  readonly repeats?: readonly Result[];
  readonly known?: readonly KnownFailure[];
  readonly static?: readonly StaticCheck[];
  /** What was counted of the series' code. */
  readonly coverage?: Coverage;
}

/** Where a comparison stands in a verdict. */
export type Group = Exclude<
  { [K in keyof Verdict]-?: NonNullable<Verdict[K]> extends Comparison[] ? K : never }[keyof Verdict],
  "passesNow"
>;

/** Comparisons of what came out differently from run to run: a spec that does is no evidence either way. */
export function findFlaky(results: readonly Result[]): Comparison[] {
  const outcomes = new Map<string, Set<Outcome>>();
  const key = (one: Result): string => JSON.stringify([one.spec, one.cell]);
  for (const one of results) outcomes.set(key(one), (outcomes.get(key(one)) ?? new Set()).add(one.outcome));
  return compare(results.filter((one) => (outcomes.get(key(one))?.size ?? 0) > 1));
}

/**
 * Which statement a comparison allows; undefined for PASS on both, for what is no statement (SKIP and DONE), and for
 * what base fails now and then, unless patched is known to be worse.
 */
export function groupName({ base, patched, counts, known }: Comparison): Group | undefined {
  const broken = (outcome: Outcome | undefined): boolean => outcome === "ERROR" || outcome === "MISS";
  if (broken(base) || broken(patched)) return "unknown";
  if (known !== undefined) return "knownFailures";
  if (counts !== undefined && isMixed(counts.base)) return isWorse(counts) ? "regressions" : undefined;
  if (patched === "FAIL") return base === "PASS" ? "regressions" : base === "FAIL" ? "knownFailures" : "failures";
  if (patched === "PASS") return base === "FAIL" ? "fixes" : base === "PASS" ? undefined : "newPasses";
  if (base === "FAIL") return "knownFailures";
  return base === "PASS" && patched !== "DONE" ? "lost" : undefined;
}

function sidesSeen(results: readonly Result[], options: VerdictOptions): readonly Side[] {
  return options.sides ?? (["base", "patched"] as const).filter((side) => results.some((one) => one.side === side));
}

/** Machines that boot the base kernel and not the patched one, by the kernel's fault. */
function deadCells(cells: readonly Cell[]): string[] {
  const up = new Set(cells.filter((cell) => cell.side === "base" && cell.failure === undefined).map(configurationName));
  return cells
    .filter((cell) => cell.side === "patched" && cell.failure !== undefined && cell.blame === "kernel")
    .filter((cell) => up.has(configurationName(baseConfiguration(cell))))
    .map(configurationName);
}

/** What a base that does not boot would have said is not known: its failures are no failures to compare with. */
function withoutDeadBase(results: readonly Result[], cells: readonly Cell[]): readonly Result[] {
  const dead = new Set(
    cells.filter(({ side, failure }) => side === "base" && failure !== undefined).map(({ id }) => id),
  );
  return results.map((one) => (dead.has(one.cell) && one.outcome !== "SKIP" ? { ...one, outcome: "MISS" } : one));
}

/** What was run again counts if it says something of the kernel. */
function withRepeats(results: readonly Result[], repeats: readonly Result[] = []): readonly Result[] {
  return [...results, ...repeats.filter(({ outcome }) => outcome === "PASS" || outcome === "FAIL")];
}

/** The comparisons with what is known of each: counts, and whether its failure is listed. */
function weighed(rows: readonly Comparison[], all: readonly Result[], known: readonly KnownFailure[]): Comparison[] {
  const evidence = new Evidence(all);
  return rows.map((row) => {
    const entry = findKnownFailure(row, known);
    return { ...evidence.of(row), ...(entry === undefined ? {} : { known: entry }) };
  });
}

/** What passes in a machine that counts passed in another already: it is there for its counts, and for what goes wrong in it. */
function isCounted({ flavour, patched }: Comparison): boolean {
  return flavour === "counted" && (patched === "PASS" || patched === "SKIP" || patched === "DONE");
}

function takeTally(measured: readonly Result[], options: VerdictOptions): Tally {
  const { known = [] } = options;
  const results = withoutDeadBase(measured, options.cells ?? []);
  const all = withRepeats(results, options.repeats);
  const rows = weighed(compare(all), all, known).filter((row) => !isCounted(row));
  const sides = sidesSeen(results, options);
  // With one side there is nothing to be lost: the other was not asked for.
  const both = sides.length > 1;
  const group = (name: Group): Comparison[] =>
    rows.filter((row) => groupName(row) === name && (both || name !== "lost"));
  const outcomes = (side: Side): Outcome[] => rows.map((row) => row[side]).filter((one) => one !== undefined);
  const ran = (side: Side): boolean => outcomes(side).some((one) => one === "PASS" || one === "FAIL" || one === "DONE");
  const { commits = [], cells = [] } = options;
  const against = [...group("regressions"), ...group("failures")];
  return {
    sides,
    commitTrouble: firstTrouble({ commits, cells, against }),
    commitsLeft: commits.filter(({ state }) => state === "pending").length,
    failing: listVersions([...against, ...cells.filter(({ failure }) => failure !== undefined)]),
    versions: listVersions(rows),
    failure: options.failure,
    unchanged: options.unchanged,
    untestable: options.untested !== undefined,
    deadCells: deadCells(options.cells ?? []),
    regressions: group("regressions"),
    failures: group("failures"),
    fixes: group("fixes"),
    newPasses: group("newPasses"),
    knownFailures: group("knownFailures"),
    unknown: group("unknown"),
    lost: group("lost"),
    flaky: weighed(findFlaky(all), all, known),
    passesNow: passesNow(all, known),
    bothPass: rows.filter(({ base, patched }) => base === "PASS" && patched === "PASS").length,
    basePass: outcomes("base").filter((one) => one === "PASS").length,
    done: rows.filter(({ base, patched }) => base === "DONE" || patched === "DONE").length,
    baseRan: ran("base"),
    baseSkipped: outcomes("base").length > 0 && outcomes("base").every((one) => one === "SKIP"),
    patchedRan: ran("patched"),
    errors: results.filter(({ outcome }) => outcome === "ERROR").length,
    misses: results.filter(({ outcome }) => outcome === "MISS").length,
    static: options.static ?? [],
    ran: options.untested === undefined ? summarizeCoverage(options.coverage) : nothingRan(options.untested),
    total: results.length,
  };
}

/** The kernel versions of a run of several. */
function listVersions(configurations: readonly Pick<Configuration, "kernel">[]): string[] {
  return [...new Set(configurations.flatMap(({ kernel }) => kernel ?? []))];
}

function conclude(tally: Tally): Verdict["conclusion"] {
  const { sides, failure } = tally;
  if (failure?.conflict !== undefined) return "conflict";
  if (failure !== undefined) return failure.blame === "kernel" && failure.side === "patched" ? "fail" : "none";
  if (tally.commitTrouble !== undefined) return "fail";
  const found = tally.static.some(({ outcome }) => outcome === "FAIL");
  const unsaid = tally.static.some(({ outcome }) => outcome === "MISS");
  if (tally.unchanged !== undefined) return found ? "fail" : unsaid ? "none" : isLeftOut(tally) ? "untested" : "noop";
  if (found) return "fail";
  if (tally.untestable) return unsaid ? "none" : "untested";
  if (tally.total === 0) return unsaid || !staticPassed(tally) ? "none" : "pass";
  if (sides.includes("base") && !tally.baseRan && !tally.baseSkipped) return "none";
  if (tally.regressions.length + tally.failures.length + tally.deadCells.length > 0) return "fail";
  if (!sides.includes("patched") || !tally.patchedRan) return "none";
  if (tally.errors + tally.misses + tally.commitsLeft > 0 || unsaid) return "none";
  return tally.ran?.anything === false ? "untested" : "pass";
}

/** Whether a series changes nothing in the kernel since no file of it is compiled: then nobody has looked at it. */
function isLeftOut({ ran }: Tally): boolean {
  return ran !== undefined && !ran.anything && ran.notBuilt.length > 0 && ran.lines.total + ran.removals.total === 0;
}

/** True if a static check had nothing to say: a run of nothing else is one all the same. */
const staticPassed = (tally: Tally): boolean => tally.static.some(({ outcome }) => outcome === "PASS");

function verdictExitCode(tally: Tally, conclusion: Verdict["conclusion"]): Verdict["exitCode"] {
  if (conclusion === "fail") return 1;
  if (conclusion === "conflict") return 2;
  if (conclusion === "noop") return 0;
  if (conclusion === "untested") return 4;
  if (tally.failure !== undefined) return tally.failure.blame === "lab" ? 3 : 1;
  if (tally.misses + tally.commitsLeft > 0 || tally.static.some(({ outcome }) => outcome === "MISS")) return 3;
  if (tally.total === 0) return staticPassed(tally) ? 0 : 3;
  if (tally.errors > 0) return 1;
  const measured = tally.patchedRan || (!tally.sides.includes("patched") && tally.baseRan);
  if (!measured) return 3;
  // Base alone was asked for: its failures are all that there is to tell.
  const news = [...tally.knownFailures, ...tally.flaky].filter(({ known }) => known === undefined);
  return !tally.sides.includes("patched") && news.length > 0 ? 1 : 0;
}

/**
 * The verdict of a run. Failures that were measured decide the exit code (1); else a MISS does (3); else an ERROR (1).
 * A run in which nothing passed, failed or was measured on the patched side is not a pass: there is no verdict.
 */
export function verdict(results: readonly Result[], options: VerdictOptions = {}): Verdict {
  const tally = takeTally(results, options);
  const conclusion = conclude(tally);
  const { regressions, failures, fixes, newPasses, knownFailures, unknown, lost, flaky } = tally;
  const groups = { regressions, failures, fixes, newPasses, knownFailures, unknown, lost, flaky };
  const stale = tally.passesNow.length === 0 ? {} : { passesNow: tally.passesNow };
  const sentence = verdictSentence(tally, conclusion);
  const ran = tally.ran === undefined ? {} : { ran: tally.ran };
  return { conclusion, sentence, ...groups, ...stale, ...ran, exitCode: verdictExitCode(tally, conclusion) };
}
