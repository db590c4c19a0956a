// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import type { Result, RunRecord } from "../../record/model.ts";
import { evidenceLines, standingOf } from "../evidence.ts";
import { groupSplats, spreadOf } from "../splats.ts";
import { plural, troubles } from "../words.ts";
import { ResultBody } from "./detail.tsx";
import { Badge } from "./parts.tsx";
import type { Index } from "./rows.ts";

const kinds: Readonly<Record<string, string>> = {
  regressions: "regression",
  failures: "failure",
  knownFailures: "known failure",
  flaky: "flaky",
  unknown: "no statement",
  fixes: "fixed by the series",
};

/** So many are unfolded: a run in which all is broken must still open. */
const unfolded = 25;

function Card({
  result,
  record,
  index,
  open,
}: {
  result: Result;
  record: RunRecord;
  index: Index;
  open: boolean;
}): JSX.Element {
  const group = index.groupOf(result);
  const flaky = standingOf(record, result)?.row.flaky === true;
  const cell = record.cells.find(({ id }) => id === result.cell);
  return (
    <details class={`card ${result.outcome}`} open={open}>
      <summary>
        <Badge outcome={result.outcome} /> <strong>{result.spec}</strong> <span class="cell">{result.cell}</span>
        {group === undefined ? null : (
          <em>{flaky && group !== "flaky" ? `${kinds[group] ?? group}, flaky` : (kinds[group] ?? group)}</em>
        )}
      </summary>
      <ResultBody result={result} cell={cell} evidence={evidenceLines(record, result)} />
    </details>
  );
}

function Early({ failure }: { failure: NonNullable<RunRecord["failure"]> }): JSX.Element {
  return (
    <div class="card FAIL early">
      <p>
        <strong>The run ended before its plan did</strong> ({failure.blame})
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
    <details class="card" open={groups.length <= unfolded}>
      <summary>
        <strong>What the kernel complained about</strong> <em>{plural(groups.length, "splat")}</em>
      </summary>
      <ul>
        {groups.map((group) => {
          const [first] = group.results;
          const { file } = group.splat;
          return (
            <li>
              {first === undefined ? group.name : <a href={`#${index.idOf(first)}`}>{group.name}</a>}{" "}
              {file === undefined ? null : <code>{file}</code>}{" "}
              <small>
                {group.times === 1 ? "once" : `${group.times} times`}, {spreadOf(group)}
              </small>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** All that somebody has to look at: patched before base, worst first. */
export function Failures({ record, index }: { record: RunRecord; index: Index }): JSX.Element {
  const results = troubles(record);
  const isOpen = (result: Result, i: number): boolean => i < unfolded && result.side === "patched";
  return (
    <section id="failures">
      <h2>Failures</h2>
      {record.failure === undefined ? null : <Early failure={record.failure} />}
      {results.length === 0 ? <p class="empty">No FAIL, no ERROR, no MISS.</p> : null}
      <Splats record={record} index={index} />
      {results.map((result, i) => (
        <Card result={result} record={record} index={index} open={isOpen(result, i)} />
      ))}
    </section>
  );
}
