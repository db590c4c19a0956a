// SPDX-License-Identifier: GPL-2.0-only
// The verdict in one sentence: what may be said of the series, and nothing more.
import type { Comparison, KnownFailure, Ran, RunRecord, Side, StaticCheck, Verdict } from "../record/model.ts";
import { configurationName } from "../record/result.ts";
import { staticFact } from "./static.ts";

/** What was counted. */
export interface Tally {
  readonly sides: readonly Side[];
  /** The first commit that does not stand by itself, if each was looked at. */
  readonly commitTrouble: string | undefined;
  /** Commits that nothing is known of. */
  readonly commitsLeft: number;
  /** In a run of several kernel versions: all, and those that something fails on. */
  readonly versions: readonly string[];
  readonly failing: readonly string[];
  readonly failure: RunRecord["failure"];
  readonly unchanged: string | undefined;
  /** No machine of the lab runs what the series changes. */
  readonly untestable: boolean;
  /** Machines that boot base and not patched. */
  readonly deadCells: readonly string[];
  readonly regressions: Comparison[];
  readonly failures: Comparison[];
  readonly fixes: Comparison[];
  readonly newPasses: Comparison[];
  readonly knownFailures: Comparison[];
  readonly unknown: Comparison[];
  readonly lost: Comparison[];
  readonly flaky: Comparison[];
  readonly passesNow: KnownFailure[];
  readonly bothPass: number;
  readonly basePass: number;
  readonly done: number;
  readonly baseRan: boolean;
  readonly baseSkipped: boolean;
  readonly patchedRan: boolean;
  readonly errors: number;
  readonly misses: number;
  readonly static: readonly StaticCheck[];
  /** Coverage of the series; undefined if it was not measured. */
  readonly ran: Ran | undefined;
  readonly total: number;
}

const specs = (count: number): string => (count === 1 ? "1 spec" : `${count} specs`);
const verb = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

function facts(tally: Tally): string[] {
  const { sides, newPasses, failures, regressions, fixes, knownFailures, lost, bothPass } = tally;
  const both = sides.length > 1;
  const steady = regressions.filter((one) => one.flaky !== true || one.base === "FAIL").length;
  const newlyFlaky = regressions.length - steady;
  const listed = knownFailures.filter(({ known }) => known !== undefined).length;
  const older = knownFailures.length - listed;
  const flaky = tally.flaky.filter((one) => !isCounted(one, [...regressions, ...failures, ...knownFailures])).length;
  const flakyFailures = failures.filter((one) => one.flaky === true).length;
  const parts: (string | false)[] = [
    steady > 0 && verb(steady, "passes on base and fails on patched", "pass on base and fail on patched"),
    newlyFlaky > 0 &&
      verb(newlyFlaky, "passes on base and is flaky on patched", "pass on base and are flaky on patched"),
    failures.length > 0 &&
      `${verb(failures.length, "fails", "fail")}${both ? " with the series (not applicable without it)" : " on patched"}${flakyFailures > 0 ? ` (${flakyFailures} of them flaky)` : ""}`,
    newPasses.length > 0 &&
      `${verb(newPasses.length, "passes", "pass")}${both ? " with the series (not applicable without it)" : " on patched"}`,
    bothPass > 0 && `${verb(bothPass, "passes", "pass")} on both`,
    fixes.length > 0 && `${verb(fixes.length, "fails on base and passes", "fail on base and pass")} on patched`,
    older > 0 && `${verb(older, "fails", "fail")} without the series too`,
    listed > 0 && `${verb(listed, "is a known failure", "are known failures")}`,
    lost.length > 0 && `${verb(lost.length, "passes on base and was", "pass on base and were")} not run on patched`,
    flaky > 0 && `${verb(flaky, "is", "are")} flaky`,
    tally.done > 0 && `${verb(tally.done, "is a measurement", "are measurements")} without a verdict`,
    tally.errors > 0 && `${verb(tally.errors, "is", "are")} broken (ERROR)`,
    tally.misses > 0 && `${verb(tally.misses, "was", "were")} not run because of a lab problem (MISS)`,
  ];
  return parts.filter((part) => part !== false);
}

/** Whether a comparison is among others already. */
function isCounted(one: Comparison, others: readonly Comparison[]): boolean {
  return others.some((other) => other.spec === one.spec && configurationName(other) === configurationName(one));
}

function listed(parts: readonly string[]): string {
  // The first count carries the noun: "58 specs pass …, 8 pass on both".
  return parts.map((part, i) => (i > 0 ? part : part.replace(/^(\d+)/, (n) => specs(Number(n))))).join(", ");
}

function aboutFailure({ blame, message, side, conflict }: NonNullable<RunRecord["failure"]>): string {
  const cause = message.split("\n")[0]?.replace(/\.$/, "") ?? "";
  if (conflict !== undefined) return `The series conflicts: ${cause}.`;
  if (blame === "kernel" && side === "patched") return `The series fails: ${cause}.`;
  const who = {
    kernel: side === "base" ? "the base kernel" : "the kernel",
    spec: "a spec",
    lab: "the lab",
    usage: "the request",
  }[blame];
  return `No verdict: ${who} failed (${cause}).`;
}

function nothingBecause(tally: Tally): string {
  if (tally.total === 0) return "no spec ran";
  if (!tally.sides.includes("patched")) return "only the base kernel was tested";
  if (tally.sides.includes("base") && !tally.baseRan && !tally.baseSkipped)
    return "no spec ran on base: nothing to compare with";
  if (!tally.patchedRan) return "no spec ran on patched";
  if (tally.commitsLeft > 0) return `${verb(tally.commitsLeft, "patch was", "patches were")} not tested`;
  return "the run is incomplete";
}

/** ` on 6.1, 6.12 and 7.2`; nothing in a run of one version. */
function on(versions: readonly string[]): string {
  if (versions.length === 0) return "";
  return ` on ${[versions.slice(0, -1).join(", "), versions.at(-1)].filter((part) => part !== "").join(" and ")}`;
}

const ranTail = (ran: Ran | undefined): string => (ran === undefined ? "" : `; ${ran.text}`);

/** One sentence for people: the conclusion first, then the counts that it rests on. */
export function verdictSentence(tally: Tally, conclusion: Verdict["conclusion"]): string {
  if (tally.failure !== undefined) return aboutFailure(tally.failure);
  const found = staticFact(tally.static);
  if (conclusion === "noop")
    return `The series does not change the kernel binary: nothing to run${found === undefined ? "" : `; ${found}`}.`;
  const { ran } = tally;
  const counts = [listed(facts(tally)), found].filter(Boolean).join("; ");
  if (conclusion === "untested")
    return `No code of the series ran: ${ran?.text ?? ""}${counts === "" || tally.unchanged !== undefined ? "" : `; ${counts}`}.`;
  const tail = counts === "" ? "" : `: ${counts}`;
  if (conclusion === "none") {
    const because = nothingBecause(tally);
    return `No verdict: ${because}${counts === "" ? "" : `; ${counts}`}.`;
  }
  const dead =
    tally.deadCells.length === 0 ? "" : `: it does not boot on ${tally.deadCells.join(", ")} where base does`;
  const none = tally.sides.length > 1 && tally.regressions.length === 0 ? ", no regression" : "";
  if (conclusion === "fail") {
    const first = tally.commitTrouble === undefined ? dead : `${dead}${dead === "" ? ":" : ";"} ${tally.commitTrouble}`;
    return `The series fails${on(tally.failing)}${first}${first === "" ? tail : counts === "" ? "" : `; ${counts}`}${none}${ranTail(ran)}.`;
  }
  return `The series passes${on(tally.versions)}${tail}${none}${ranTail(ran)}.`;
}
