// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import type { RunRecord } from "../../record/model.ts";
import { duration, listMachines, plural, troubles, wallSeconds } from "../words.ts";
import { percent } from "../words-coverage.ts";
import { Changed } from "./changed.tsx";
import { Copy } from "./parts.tsx";
import type { Index } from "./rows.ts";
import { Summary } from "./summary.tsx";
import type { TroubleGroup } from "./trouble.ts";

/** Stays in sight: a page with many failures is long. */
export function Nav({ record }: { record: RunRecord }): JSX.Element {
  return (
    <nav aria-label="sections">
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
            {plural(listMachines(record).length, "machine")}
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
  // To show it, not to learn from it.
  // eslint-disable-next-line no-restricted-syntax
  const cut = sentence.search(/[:;] /);
  return cut < 0 ? [sentence, ""] : [sentence.slice(0, cut), sentence.slice(cut + 2)];
}

const conclusionWords = {
  pass: "✓ pass",
  fail: "✗ fail",
  untested: "! untested",
  noop: "= no-op",
  conflict: "≠ conflict",
  none: "? no verdict",
} as const;

interface BannerProps {
  readonly record: RunRecord;
  readonly index: Index;
  readonly troubles: readonly TroubleGroup[];
}

/** The verdict, before anything else. */
export function Banner({ record, index, troubles: groups }: BannerProps): JSX.Element {
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
        <Summary record={record} index={index} troubles={groups} />
        <Changed record={record} />
        <Copy text={record.command} />
      </div>
    </header>
  );
}
