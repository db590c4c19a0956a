// SPDX-License-Identifier: GPL-2.0-only
// The run at a glance: what broke, what was fixed, what ran.
import type { JSX } from "preact";
import type { Comparison, RunRecord, Verdict } from "../../record/model.ts";
import { countOutcomes, duration, glyphs, listMachines, outcomes, plural, shares, wallSeconds } from "../words.ts";
import type { Index } from "./rows.ts";
import type { TroubleGroup } from "./trouble.ts";

/** So many are named; the rest is counted. */
const named = 4;

type Counted = readonly [keyof Verdict, string];
const bad: readonly Counted[] = [
  ["regressions", "regressions"],
  ["failures", "failures on patched"],
  ["flaky", "flaky"],
  ["unknown", "no statement"],
  ["lost", "lost"],
];
const good: readonly Counted[] = [
  ["fixes", "fixes"],
  ["newPasses", "new passes"],
  ["passesNow", "known failures that pass now"],
  ["knownFailures", "known failures"],
];

interface NumbersProps {
  readonly verdict: Verdict | undefined;
  readonly of: readonly Counted[];
  /** Shown though there are none. */
  readonly always: keyof Verdict;
}

function Numbers({ verdict, of, always }: NumbersProps): JSX.Element {
  const counted = of.map(([name, label]) => {
    const rows = verdict?.[name];
    return { name, label, count: Array.isArray(rows) ? rows.length : 0 };
  });
  return (
    <p class="numbers">
      {counted
        .filter(({ name, count }) => count > 0 || name === always)
        .map(({ name, label, count }) => (
          <span class={`${name} ${count === 0 ? "zero" : ""}`}>
            <b>{count}</b> {label}
          </span>
        ))}
    </p>
  );
}

interface NameProps {
  readonly anchor: string;
  readonly name: string;
  readonly count: number;
}

function Names({ names, more }: { names: readonly NameProps[]; more: string }): JSX.Element | null {
  if (names.length === 0) return null;
  return (
    <ul>
      {names.slice(0, named).map(({ anchor, name, count }) => (
        <li>
          <a href={`#${anchor}`}>{name}</a> <small>{plural(count, "machine")}</small>
        </li>
      ))}
      {names.length <= named ? null : (
        <li>
          <a href={`#${more}`}>and {names.length - named} more</a>
        </li>
      )}
    </ul>
  );
}

/** The specs of comparisons, with how many machines each is about. */
function bySpec(rows: readonly Comparison[], index: Index): NameProps[] {
  const counts = new Map<string, number>();
  for (const { spec } of rows) counts.set(spec, (counts.get(spec) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ anchor: index.specAnchor(name), name, count }));
}

function Ran({ record }: { record: RunRecord }): JSX.Element {
  const specs = new Set(record.results.map(({ spec }) => spec)).size;
  return (
    <div class="tile">
      <h2>Ran</h2>
      <p class="numbers">
        <span>
          <b>{specs}</b> specs
        </span>
        <span>
          <b>{listMachines(record).length}</b> machines
        </span>
        <span>
          <b>{duration(wallSeconds(record))}</b>
        </span>
      </p>
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
    </div>
  );
}

/** Groups of failures that are not what the series broke. */
const older = new Set(["knownFailures", "fixes"]);

interface SummaryProps {
  readonly record: RunRecord;
  readonly index: Index;
  readonly troubles: readonly TroubleGroup[];
}

/** Three tiles below the verdict. */
export function Summary({ record, index, troubles }: SummaryProps): JSX.Element {
  const { verdict } = record;
  const broke = troubles.filter(({ group }) => group === undefined || !older.has(group));
  const names = broke.map(({ id, first, results }) => ({ anchor: id, name: first.spec, count: results.length }));
  return (
    <div class="tiles">
      <div class={`tile ${broke.length > 0 ? "broke" : "fine"}`}>
        <h2>Broke</h2>
        <Numbers verdict={verdict} of={bad} always="regressions" />
        <Names names={names} more="failures" />
      </div>
      <div class={`tile ${(verdict?.fixes.length ?? 0) > 0 ? "fixed" : ""}`}>
        <h2>Fixed</h2>
        <Numbers verdict={verdict} of={good} always="fixes" />
        <Names names={bySpec(verdict?.fixes ?? [], index)} more="matrix" />
      </div>
      <Ran record={record} />
    </div>
  );
}
