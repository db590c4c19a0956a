// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import {
  checkName,
  findingLocation,
  type RunRecord,
  type StaticCheck,
  type StaticFinding,
} from "../../record/model.ts";
import { duration, plural } from "../words.ts";
import { Badge, Copy } from "./parts.tsx";

/** What a check looked at is listed up to here. */
const listed = 20;

function Finding({ finding }: { finding: StaticFinding }): JSX.Element {
  return (
    <li>
      <b>{finding.grade}</b> <code>{findingLocation(finding)}</code> {finding.message}
      {finding.text === undefined ? null : <pre class="said">{finding.text}</pre>}
    </li>
  );
}

function LookedAt({ check }: { check: StaticCheck }): JSX.Element {
  const { subjects, omitted, known, seconds } = check;
  const more = subjects.length > listed ? ` and ${subjects.length - listed} more` : "";
  return (
    <p class="faint">
      {subjects.length === 0 ? "Nothing was checked" : `Checked ${subjects.slice(0, listed).join(", ")}${more}`}
      {omitted.map(({ what, why }) => `; not ${what}: ${why}`).join("")}
      {known === 0 ? "" : `; ${plural(known, "finding")} also on base`} ({duration(seconds)}).
    </p>
  );
}

function Check({ check }: { check: StaticCheck }): JSX.Element {
  const { what, outcome, reason, findings, reproduce } = check;
  return (
    <details class={`card ${outcome}`} open={findings.length > 0 || outcome === "MISS"}>
      <summary>
        <Badge outcome={outcome} /> <strong>{checkName(check)}</strong> <span class="cell">{what}</span>
      </summary>
      {reason === undefined ? null : <p class="reason">{reason}</p>}
      <ul>
        {findings.map((finding) => (
          <Finding finding={finding} />
        ))}
      </ul>
      <LookedAt check={check} />
      {reproduce === undefined ? null : <Copy label="again" text={reproduce} />}
    </details>
  );
}

/** What was said of the series by tools that run nothing. */
export function Static({ record }: { record: RunRecord }): JSX.Element | null {
  const { static: checks = [] } = record;
  if (checks.length === 0) return null;
  return (
    <section id="static">
      <h2>Static checks</h2>
      {checks.map((check) => (
        <Check check={check} />
      ))}
    </section>
  );
}
