// SPDX-License-Identifier: GPL-2.0-only
import { needs, type Need } from "./needs.ts";
import { probers, type Finding } from "./probe.ts";

/** What the host has of one need. */
export interface NeedReport {
  readonly name: string;
  readonly why: string;
  /** `optional`: not there, and the lab works without. `low`: there, and likely not enough. */
  readonly status: "ok" | "missing" | "too old" | "optional" | "low";
  readonly required: boolean;
  /** Version, place or amount: for people. */
  readonly found: string | undefined;
  /** The Debian and Ubuntu package that has it. */
  readonly package: string | undefined;
  /** What to do about it where a package is no answer. */
  readonly todo: string | undefined;
}

export interface ExamineOptions {
  /** The QEMU to look at: a path or a name in `$PATH`. */
  readonly qemu: string;
  /** Ask commands for their versions too: for people, not needed to know whether they are there. */
  readonly versions?: boolean;
}

function report(need: Need, finding: Finding): NeedReport {
  const lacking = need.optional && finding.status !== "ok";
  return {
    name: need.name,
    why: need.why,
    status: lacking ? "optional" : finding.status,
    required: need.optional !== true,
    found: finding.found,
    package: need.package,
    todo: finding.todo,
  };
}

/** Looks for every need at once. Changes nothing; 0.1 s where all is there. */
export async function examine(options: ExamineOptions): Promise<NeedReport[]> {
  const probe = probers(needs, options);
  return Promise.all(needs.map(async (need) => report(need, await probe(need.probe))));
}

/** What stands in the way of a run. `also`: optional needs, by name, that this run cannot do without. */
export function lacking(reports: readonly NeedReport[], also: readonly string[] = []): NeedReport[] {
  return reports.filter(
    ({ name, required, status }) => (required || also.includes(name)) && status !== "ok" && status !== "low",
  );
}
