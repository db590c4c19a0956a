// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import type { RunRecord } from "../../record/model.ts";
import { configurationName } from "../../record/model.ts";
import { evidenceLines, findVerdictRow } from "../evidence.ts";
import { groupSplats, spreadText } from "../splats.ts";
import { plural } from "../words.ts";
import { ResultBody } from "./detail.tsx";
import { Badge } from "./parts.tsx";
import type { Index } from "./rows.ts";
import type { TroubleGroup } from "./trouble.ts";

const kinds: Readonly<Record<string, string>> = {
  regressions: "regression",
  failures: "failure",
  knownFailures: "known failure",
  flaky: "flaky",
  unknown: "no statement",
  fixes: "fixed by the series",
};

/** So many are unfolded: the others are a line each, so that all can be seen at a glance. */
const unfolded = 3;

/** The other machines on which the same happened, each with a way to its own evidence. */
function Also({ trouble, index }: { trouble: TroubleGroup; index: Index }): JSX.Element | null {
  const [, ...others] = trouble.results;
  if (others.length === 0) return null;
  return (
    <p class="also">
      Shown is {trouble.first.cell}. The same on {plural(others.length, "other machine")}:{" "}
      {others.map((one, i) => (
        <>
          {i === 0 ? "" : ", "}
          <a href={`#${index.resultAnchor(one)}`}>{configurationName(one)}</a>
        </>
      ))}
      .
    </p>
  );
}

interface CardProps {
  readonly trouble: TroubleGroup;
  readonly record: RunRecord;
  readonly index: Index;
  readonly open: boolean;
}

function Card({ trouble, record, index, open }: CardProps): JSX.Element {
  const { id, group, first, results } = trouble;
  const flaky = findVerdictRow(record, first)?.row.flaky === true;
  const cell = record.cells.find((one) => one.id === first.cell);
  const where = results.length === 1 ? first.cell : `${first.side}, ${plural(results.length, "machine")}`;
  return (
    <details class={`card ${first.outcome}`} id={id} open={open}>
      <summary>
        <Badge outcome={first.outcome} /> <strong>{first.spec}</strong> <span class="cell">{where}</span>
        {group === undefined ? null : (
          <em>{flaky && group !== "flaky" ? `${kinds[group] ?? group}, flaky` : (kinds[group] ?? group)}</em>
        )}
        {first.reason === undefined ? null : <span class="why">{first.reason.split("\n")[0]}</span>}
      </summary>
      <Also trouble={trouble} index={index} />
      <ResultBody result={first} cell={cell} evidence={evidenceLines(record, first)} />
    </details>
  );
}

function Early({ failure }: { failure: NonNullable<RunRecord["failure"]> }): JSX.Element {
  return (
    <div class="card FAIL early">
      <p>
        <strong>The run ended early</strong> ({failure.blame})
      </p>
      <p class="reason">{failure.message}</p>
      {failure.output === undefined ? null : <pre class="said">{failure.output}</pre>}
    </div>
  );
}

/** Each splat once: the same defect shows in many specs. */
function Splats({ record, index }: { record: RunRecord; index: Index }): JSX.Element | null {
  const groups = groupSplats(record.results);
  if (groups.length === 0) return null;
  return (
    <details class="card" open={groups.length <= 25}>
      <summary>
        <strong>Splats</strong> <em>{plural(groups.length, "splat")}</em>
      </summary>
      <ul>
        {groups.map((group) => {
          const [first] = group.results;
          const { file } = group.splat;
          return (
            <li>
              {first === undefined ? group.name : <a href={`#${index.resultAnchor(first)}`}>{group.name}</a>}{" "}
              {file === undefined ? null : <code>{file}</code>}{" "}
              <small>
                {group.times === 1 ? "once" : `${group.times} times`}, {spreadText(group)}
              </small>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

interface FailuresProps {
  readonly record: RunRecord;
  readonly index: Index;
  readonly troubles: readonly TroubleGroup[];
}

/** All that somebody has to look at: patched before base, worst first. */
export function Failures({ record, index, troubles }: FailuresProps): JSX.Element {
  return (
    <section id="failures">
      <h2>Failures</h2>
      {record.failure === undefined ? null : <Early failure={record.failure} />}
      {troubles.length === 0 ? <p class="empty">No FAIL, no ERROR, no MISS.</p> : null}
      <Splats record={record} index={index} />
      {troubles.map((trouble, i) => (
        <Card trouble={trouble} record={record} index={index} open={i < unfolded && trouble.first.side === "patched"} />
      ))}
    </section>
  );
}
