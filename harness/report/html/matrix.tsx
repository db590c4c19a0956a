// SPDX-License-Identifier: GPL-2.0-only
// Spec × machine, base and patched side by side. Squares carry a glyph: colour alone does not tell. A family is one
// line; below it stand those of its specs that say something, and the others once it is unfolded.
import type { JSX } from "preact";
import { specSentence } from "../../record/spec-name.ts";
import type { Result, RunRecord, Side } from "../../record/model.ts";
import { countOutcomes, glyphs, outcomes, plural } from "../words.ts";
import { groupMachines, listColumns, Head, type Column } from "./matrix-head.tsx";
import { Filter, Legend, Skips } from "./matrix-parts.tsx";
import { Scroll } from "./parts.tsx";
import type { Index } from "./rows.ts";

const marks: Readonly<Record<string, string>> = {
  regressions: "regression",
  failures: "failure",
  fixes: "fix",
  newPasses: "new pass",
};

/** What a side's square says beside its outcome: patched is what is judged. */
function resultMark(result: Result, index: Index): string {
  const group = result.side === "patched" ? index.verdictGroup(result) : undefined;
  return group !== undefined && group in marks ? group : "";
}

function Square({ result, index }: { result: Result | undefined; index: Index }): JSX.Element {
  if (result === undefined) return <td />;
  const { outcome } = result;
  const mark = resultMark(result, index);
  const names = mark === "" || mark === "newPasses" ? outcome : `${outcome} ${mark}`;
  if (!index.isOwn(result)) return <td class={names}>{glyphs[outcome]}</td>;
  const word = marks[mark];
  return (
    <td class={names}>
      <a href={`#${index.resultAnchor(result)}`} aria-label={word === undefined ? outcome : `${outcome}, ${word}`}>
        {glyphs[outcome]}
      </a>
    </td>
  );
}

/** Groups that a reader has to see; a new pass is what each spec of a new driver is. */
const telling = new Set(["regressions", "failures", "fixes", "knownFailures", "unknown", "flaky", "lost"]);

function Row({ spec, columns, index }: { spec: string; columns: readonly Column[]; index: Index }): JSX.Element {
  const results = index.resultsFor(spec);
  const groups = [...new Set(results.map((one) => index.verdictGroup(one)))].filter((group) => group !== undefined);
  const state = [...new Set<string>([...results.map(({ outcome }) => outcome), ...groups])];
  const bad = state.some((one) => one === "FAIL" || one === "ERROR" || one === "MISS");
  const says = bad || groups.some((group) => telling.has(group));
  return (
    <tr class={says ? "spec says" : "spec"} data-state={state.join(" ")}>
      <th scope="row">
        <a href={`#${index.specAnchor(spec)}`}>{specSentence(spec)}</a>
      </th>
      {columns.map(({ machine, side }) => (
        <Square result={index.find(spec, machine, side)} index={index} />
      ))}
    </tr>
  );
}

/** The worst of some results: with a mark if one of them has it. */
function worst(results: readonly Result[], index: Index): JSX.Element {
  const found = outcomes.find((one) => results.some(({ outcome }) => outcome === one));
  if (found === undefined) return <td />;
  const bad = found === "FAIL" ? results.map((one) => resultMark(one, index)) : [];
  const mark = ["regressions", "failures"].find((one) => bad.includes(one)) ?? "";
  return <td class={`${found} ${mark}`.trim()}>{glyphs[found]}</td>;
}

interface FamilyProps {
  readonly family: string;
  readonly specs: readonly string[];
  readonly columns: readonly Column[];
  readonly index: Index;
}

function FamilyHead({ family, specs, columns, index }: FamilyProps): JSX.Element {
  const counts = countOutcomes(specs.flatMap((spec) => index.resultsFor(spec)));
  const at = ({ machine, side }: Column): Result[] => specs.flatMap((spec) => index.find(spec, machine, side) ?? []);
  return (
    <tr class="family">
      <th scope="row">
        <label>
          <input type="checkbox" class="fold" />
          {family} <small>{plural(specs.length, "spec")}</small>
        </label>
        <small>
          {outcomes
            .filter((one) => counts[one] > 0)
            .map((one) => (
              <span class={`count ${one}`}>
                {glyphs[one]} {counts[one]}
              </span>
            ))}
        </small>
      </th>
      {columns.map((column) => worst(at(column), index))}
    </tr>
  );
}

/** The matrix with its filter. */
export function Matrix({ record, index }: { record: RunRecord; index: Index }): JSX.Element {
  const sides = (["base", "patched"] as const).filter((side: Side) => record.results.some((one) => one.side === side));
  const columns = listColumns(groupMachines(record), sides);
  if (record.results.length === 0)
    return (
      <section id="matrix">
        <h2>Matrix</h2>
        <p class="empty">No spec has a result.</p>
      </section>
    );
  return (
    <section id="matrix" class="grid">
      <h2>Matrix</h2>
      <Filter />
      <Legend />
      <Scroll label="matrix of specs and machines">
        <table class={`matrix ${sides.length > 1 ? "two" : "one"}`}>
          <Head record={record} sides={sides} />
          {[...index.families].map(([family, specs]) => (
            <tbody data-family={family}>
              <FamilyHead family={family} specs={specs} columns={columns} index={index} />
              {specs.map((spec) => (
                <Row spec={spec} columns={columns} index={index} />
              ))}
            </tbody>
          ))}
        </table>
      </Scroll>
      <Skips record={record} />
    </section>
  );
}
