// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import type { RunRecord, Verdict } from "../../record/model.ts";
import {
  countOutcomes,
  duration,
  glyphs,
  machinesOf,
  outcomes,
  plural,
  shares,
  troubles,
  wallSeconds,
} from "../words.ts";
import { percent } from "../words-coverage.ts";
import { Copy } from "./parts.tsx";

const tiles: readonly [keyof Verdict, string][] = [
  ["regressions", "regressions"],
  ["failures", "failures on patched"],
  ["flaky", "flaky"],
  ["passesNow", "known failures that pass now"],
  ["unknown", "no statement"],
  ["lost", "lost"],
  ["fixes", "fixes"],
  ["newPasses", "new passes"],
  ["knownFailures", "known failures"],
];

function Tiles({ verdict, compared }: { verdict: Verdict; compared: boolean }): JSX.Element {
  const counted = tiles.map(([name, label]) => {
    const rows = verdict[name];
    return { name, label, count: Array.isArray(rows) ? rows.length : 0 };
  });
  return (
    <ul class="tiles">
      {counted
        .filter(({ name, count }) => count > 0 || (name === "regressions" && compared))
        .map(({ name, label, count }) => (
          <li class={`tile ${name} ${count === 0 ? "zero" : ""}`}>
            <b>{count}</b> <span>{label}</span>
          </li>
        ))}
    </ul>
  );
}

function Counts({ record }: { record: RunRecord }): JSX.Element {
  return (
    <dl class="counts">
      {shares(record).map(({ name, results }) => {
        const counts = countOutcomes(results);
        return (
          <>
            <dt>{name}</dt>
            <dd>
              {outcomes
                .filter((one) => counts[one] > 0)
                .map((one) => (
                  <span class={`pill ${one}`}>
                    {glyphs[one]} {counts[one]} {one}
                  </span>
                ))}
            </dd>
          </>
        );
      })}
    </dl>
  );
}

/** Stays in sight: a page with many failures is long. */
export function Nav({ record }: { record: RunRecord }): JSX.Element {
  return (
    <nav>
      <div class="inside">
        <a href="#failures">
          Failures <small>{troubles(record).length}</small>
        </a>
        {record.static === undefined || record.static.length === 0 ? null : (
          <a href="#static">
            Static <small>{record.static.reduce((sum, { findings }) => sum + findings.length, 0)}</small>
          </a>
        )}
        <a href="#matrix">
          Matrix{" "}
          <small>
            {new Set(record.results.map(({ spec }) => spec)).size} specs ×{" "}
            {plural(machinesOf(record).length, "machine")}
          </small>
        </a>
        {record.coverage === undefined ? null : (
          <a href="#coverage">
            Coverage <small>{percent(record.coverage.lines)} of lines</small>
          </a>
        )}
        <a href="#time">
          Time <small>{duration(wallSeconds(record))}</small>
        </a>
        <a href="#tested">What was tested</a>
      </div>
    </nav>
  );
}

/** `The series fails` and the counts that it rests on. */
function parts(sentence: string): [string, string] {
  const cut = sentence.search(/[:;] /);
  return cut < 0 ? [sentence, ""] : [sentence.slice(0, cut), sentence.slice(cut + 2)];
}

const conclusionWords = {
  pass: "✓ pass",
  fail: "✗ fail",
  noop: "= no-op",
  conflict: "≠ conflict",
  none: "? no verdict",
} as const;

/** The verdict, before anything else. */
export function Banner({ record }: { record: RunRecord }): JSX.Element {
  const { verdict } = record;
  const conclusion = verdict?.conclusion ?? "none";
  const [head, rest] = parts(verdict?.sentence ?? "The run ended without a verdict.");
  const word = conclusionWords[conclusion];
  return (
    <header class={`banner ${conclusion}`}>
      <div class="inside">
        <p class="what">
          <span class="lab">msixlab</span>
          {record.series === undefined ? null : <span>series {record.series.name}</span>}
          <time dateTime={record.startedAt}>{record.startedAt.slice(0, 16).replace("T", " ")} UTC</time>
          <span>{duration(wallSeconds(record))}</span>
          <span class="mono">{record.id}</span>
        </p>
        <h1>
          <span class="word">{word}</span> {head}
        </h1>
        {rest === "" ? null : <p class="lead">{rest}</p>}
        {verdict === undefined ? null : (
          <Tiles verdict={verdict} compared={new Set(record.results.map(({ side }) => side)).size > 1} />
        )}
        <Counts record={record} />
        <Copy text={record.command} />
      </div>
    </header>
  );
}
