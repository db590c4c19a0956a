// SPDX-License-Identifier: GPL-2.0-only
// How a spec ended → its outcome. Pure: the blame is in the type of what was thrown and in the kernel's log.
import { stripVTControlCharacters } from "node:util";
import { errorCause, isBlamed, errorMessage } from "../host/errors.ts";
import type { Cause } from "../record/cause.ts";
import { SplatError } from "../guest/complaint.ts";
import { splatName, type Outcome, type Result } from "../record/model.ts";
import { partition } from "../klog/partition.ts";
import { judgeConsole } from "../klog/judge.ts";
import type { Notes } from "./context.ts";
import type { Death } from "./postmortem.ts";
import { NotApplicable } from "./skip.ts";

export type SpecEnding =
  | { readonly kind: "returned"; readonly console: string; readonly lockdepOff?: boolean }
  | { readonly kind: "threw"; readonly error: unknown; readonly console: string }
  | { readonly kind: "dead"; readonly death: Death; readonly error: unknown; readonly console: string }
  | { readonly kind: "no-machine"; readonly error: unknown; readonly console: string };

type Judged = Pick<Result, "outcome" | "splats" | "expected" | "reason" | "cause" | "detail">;

/** Judges one ending. A splat that the spec did not declare makes it FAIL, whatever the body said. */
export function judgeSpec(ending: SpecEnding, notes: Notes): Judged {
  const { unexpected, expected, missing } = partition(judgeConsole(ending.console), notes.expectedSplats);
  const common = { splats: unexpected, expected: expected.map(({ splat, why }) => `${splat.header} (${why})`) };
  const [splat] = unexpected;
  if (splat !== undefined && ending.kind !== "no-machine") {
    const died = ending.kind === "dead" ? `, ${describeDeath(ending.death)}` : "";
    return {
      ...common,
      outcome: "FAIL",
      // A machine that died of it has said more than a warning.
      cause: ending.kind === "dead" && isKernels(ending.death) ? deathCause[ending.death.kind] : "splat",
      reason: `the kernel complained: ${splatName(splat)}${died}`,
      ...detailText(ending),
    };
  }
  if (ending.kind === "returned") {
    const [absent] = missing;
    if (absent !== undefined)
      return { ...common, outcome: "FAIL", cause: "no-splat", reason: `the kernel did not complain: ${absent.why}` };
    // A report turns lockdep off, and is judged itself. Without one, nobody would know why it says nothing from then on.
    if (ending.lockdepOff === true && expected.length === 0)
      return { ...common, outcome: "FAIL", cause: "assertion", reason: lockdepOff };
    return { ...common, outcome: "PASS" };
  }
  if (ending.kind === "threw" && ending.error instanceof NotApplicable)
    return { ...common, outcome: "SKIP", reason: ending.error.message };
  const splats = ending.error instanceof SplatError ? [...ending.error.splats] : common.splats;
  return { ...common, splats, ...blame(ending), ...detailText(ending) };
}

const lockdepOff = "lockdep was turned off without a report (debug_locks in /proc/lockdep_stats)";

const deathCause: Readonly<Record<Death["kind"], Cause>> = {
  "guest-ended": "panic",
  "qemu-ended": "qemu",
  hung: "hang",
  "not-running": "qemu",
  answers: "ssh-lost",
};

/** Whether it is the kernel that ended a machine. */
function isKernels({ kind }: Death): boolean {
  return kind === "guest-ended" || kind === "hung";
}

function blame(ending: Exclude<SpecEnding, { kind: "returned" }>): { outcome: Outcome; reason: string; cause: Cause } {
  if (ending.kind === "dead") {
    const cause = deathCause[ending.death.kind];
    const outcome = isKernels(ending.death) ? "FAIL" : "MISS";
    return { outcome, reason: describeDeath(ending.death), cause };
  }
  const { error } = ending;
  if (ending.kind === "threw") return { outcome: errorOutcome(error), reason: firstLine(error), cause: causeIn(error) };
  // A kernel that takes the machine with it, while it comes up for the spec, is as much at fault as in the middle of it.
  const outcome = isBlamed(error) && error.blame === "kernel" ? "FAIL" : "MISS";
  return { outcome, reason: `no machine: ${errorMessage(error)}`, cause: errorCause(error) };
}

function causeIn(error: unknown): Cause {
  if (isAssertion(error)) return error.improperUsage ? "spec" : "assertion";
  return isBlamed(error) ? error.why : "spec";
}

function errorOutcome(error: unknown): Outcome {
  // An assertion that was given nonsense says nothing about the kernel.
  if (isAssertion(error)) return error.improperUsage ? "ERROR" : "FAIL";
  if (!isBlamed(error)) return "ERROR";
  return error.blame === "kernel" ? "FAIL" : error.blame === "lab" ? "MISS" : "ERROR";
}

/** AVA's (lib/assert.js). */
interface Assertion extends Error {
  readonly improperUsage?: object | undefined;
  /** `t.deepEqual()`. */
  readonly assertion?: string;
  readonly formattedDetails?: readonly { readonly label: string; readonly formatted: string }[];
}

function isAssertion(error: unknown): error is Assertion {
  return error instanceof Error && error.name === "AssertionError";
}

/** AVA's assertions have no message unless the spec gives one. */
function firstLine(error: unknown): string {
  const [line = ""] = errorMessage(error).split("\n");
  if (line !== "" || !isAssertion(error)) return line;
  return `${error.assertion ?? "an assertion"} failed: not the expected value`;
}

function detailText(ending: SpecEnding): { detail?: string } {
  const parts: string[] = [];
  if (ending.kind === "dead" && ending.death.kind === "hung") parts.push(ending.death.registers);
  if (ending.kind === "dead" && ending.death.kind === "qemu-ended") parts.push(ending.death.stderr);
  if (ending.kind === "dead" && ending.death.kind === "answers") parts.push(ending.death.log.trimEnd());
  if (ending.kind !== "returned") parts.push(explain(ending.error));
  const detail = stripVTControlCharacters(parts.filter((part) => part !== "").join("\n\n"));
  return detail === "" ? {} : { detail };
}

function explain(error: unknown): string {
  if (isAssertion(error)) {
    const details = (error.formattedDetails ?? []).map(({ label, formatted }) => `${label}\n${formatted}`);
    return [error.message, ...details].join("\n");
  }
  if (isBlamed(error)) return [error.message, error.output ?? ""].join("\n").trim();
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function describeDeath(death: Death): string {
  switch (death.kind) {
    case "guest-ended":
      return "the guest rebooted, as after a panic";
    case "qemu-ended":
      return `QEMU exited during the spec (${death.how})`;
    case "hung":
      return `the guest hung: CPUs running, no answer for ${death.seconds} s`;
    case "not-running":
      return `the machine was not running: ${death.status}`;
    case "answers":
      return "the SSH connection was lost, but the guest still answers";
  }
}
