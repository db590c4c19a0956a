// SPDX-License-Identifier: GPL-2.0-only
// One panel a spec: what came of it in each cell, those with the same outcome and reason together.
import type { JSX } from "preact";
import { configurationName, type Result } from "../../record/model.ts";
import { duration, outcomes, plural } from "../words.ts";
import { Panel } from "./detail.tsx";
import { Badge } from "./parts.tsx";
import type { Index } from "./rows.ts";

/** By side, outcome and reason: what is bad first, patched before base. */
function groupResults(results: readonly Result[]): (readonly Result[])[] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = `${result.side}\n${result.outcome}\n${result.reason ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const rank = ([first]: readonly Result[]): number =>
    first === undefined ? 0 : outcomes.indexOf(first.outcome) * 2 + (first.side === "patched" ? 0 : 1);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

function Where({ result, index }: { result: Result; index: Index }): JSX.Element {
  const name = configurationName(result);
  const seconds = result.outcome === "SKIP" ? "" : ` ${duration(result.seconds)}`;
  if (!index.isOwn(result)) return <>{name + seconds}</>;
  return (
    <>
      <a href={`#${index.resultAnchor(result)}`}>{name}</a>
      {seconds}
    </>
  );
}

function Group({ results, index }: { results: readonly Result[]; index: Index }): JSX.Element | null {
  const [first] = results;
  if (first === undefined) return null;
  return (
    <li>
      <Badge outcome={first.outcome} /> {first.side}, {plural(results.length, "machine")}
      {first.reason === undefined ? null : `: ${first.reason}`}
      <p class="where">
        {results.map((result, i) => (
          <>
            {i === 0 ? "" : ", "}
            <Where result={result} index={index} />
          </>
        ))}
      </p>
    </li>
  );
}

/** Where the name of a spec leads. */
export function SpecPanels({ index }: { index: Index }): JSX.Element {
  return (
    <>
      {[...index.families.values()].flat().map((spec) => (
        <Panel id={index.specAnchor(spec)}>
          <h3>{spec}</h3>
          <ul class="outcomes">
            {groupResults(index.resultsFor(spec)).map((results) => (
              <Group results={results} index={index} />
            ))}
          </ul>
        </Panel>
      ))}
    </>
  );
}
