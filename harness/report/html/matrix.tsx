// SPDX-License-Identifier: GPL-2.0-only
// Spec × machine, base and patched side by side. Squares carry a glyph: colour alone does not tell.
import type { JSX } from "preact";
import { sentenceOfSpec } from "../../verdict/missing.ts";
import { placeName, type Place as Machine, type Result, type RunRecord, type Side } from "../../record/model.ts";
import { countOutcomes, glyphs, machinesOf, outcomes } from "../words.ts";
import { cellAnchor, type Index } from "./rows.ts";

type Group = ReturnType<Index["groupOf"]>;

function Square({ result, group, index }: { result: Result | undefined; group: Group; index: Index }): JSX.Element {
  if (result === undefined) return <span class="sq absent" title="not planned" />;
  const { side, outcome, reason, cell } = result;
  const mark = side === "patched" && group !== undefined ? group : "";
  const words =
    { regressions: "regression", failures: "failure", fixes: "fix", newPasses: "new pass" }[mark as string] ?? "";
  const title = [`${outcome} ${cell}`, words, reason ?? ""].filter((part) => part !== "").join(": ");
  return (
    <a class={`sq ${outcome} ${mark}`} href={`#${index.idOf(result)}`} title={title} aria-label={title}>
      {glyphs[outcome]}
    </a>
  );
}

function Row({
  spec,
  machines,
  sides,
  index,
}: {
  spec: string;
  machines: Machine[];
  sides: Side[];
  index: Index;
}): JSX.Element {
  const results = machines.flatMap((machine) => sides.map((side) => index.find(spec, machine, side)));
  const state = [...new Set(results.flatMap((one) => (one === undefined ? [] : [one.outcome])))].join(" ");
  const groups = [...new Set(machines.map((machine) => index.groupOf({ spec, ...machine })))].join(" ");
  return (
    <tr class="spec" data-text={spec.toLowerCase()} data-state={`${state} ${groups}`}>
      <th scope="row">{sentenceOfSpec(spec)}</th>
      {machines.map((machine) => (
        <td>
          {sides.map((side) => (
            <Square
              result={index.find(spec, machine, side)}
              group={index.groupOf({ spec, ...machine })}
              index={index}
            />
          ))}
        </td>
      ))}
    </tr>
  );
}

function FamilyHead({ family, results, span }: { family: string; results: Result[]; span: number }): JSX.Element {
  const counts = countOutcomes(results);
  return (
    <tr class="family">
      <th scope="colgroup" colSpan={span}>
        {family}
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
    </tr>
  );
}

function oddities({ variant, flavour, commit }: Machine): string {
  const words = [
    variant,
    flavour === "plain" ? undefined : flavour,
    commit === undefined ? undefined : `commit ${commit}`,
  ];
  return words.filter((word) => word !== undefined).join(" ");
}

function Head({ record, machines, sides }: { record: RunRecord; machines: Machine[]; sides: Side[] }): JSX.Element {
  const cellId = (machine: Machine, side: Side): string | undefined =>
    record.cells.find((cell) => cell.side === side && placeName(cell) === placeName(machine))?.id;
  return (
    <thead>
      <tr>
        <td />
        {machines.map((machine) => (
          <th scope="col">
            <b>{machine.device}</b>
            <span class="iommu">IOMMU {machine.iommu}</span>
            <span class="iommu">{oddities(machine)}</span>
            {machine.kernel === undefined ? null : <span class="iommu">Linux {machine.kernel}</span>}
            <span class="sides">
              {sides.map((side) => {
                const id = cellId(machine, side);
                return id === undefined ? <span>{side}</span> : <a href={`#${cellAnchor(id)}`}>{side}</a>;
              })}
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Legend(): JSX.Element {
  return (
    <p class="legend">
      {outcomes.map((one) => (
        <span>
          <i class={`sq small ${one}`}>{glyphs[one]}</i> {one}
        </span>
      ))}
      <span>
        <i class="sq small FAIL regressions">{glyphs.FAIL}</i> regression
      </span>
    </p>
  );
}

const views = [
  ["", "all"],
  ["regressions failures", "regressions and failures"],
  ["FAIL ERROR MISS", "FAIL, ERROR, MISS"],
  ["SKIP", "SKIP"],
  ["fixes newPasses", "fixes and new passes"],
] as const;

function Filter(): JSX.Element {
  return (
    <form class="filter" role="search">
      <input type="search" id="filter" placeholder="filter specs" aria-label="filter specs" autocomplete="off" />
      {views.map(([value, label], i) => (
        <label>
          <input type="radio" name="view" value={value} checked={i === 0} /> {label}
        </label>
      ))}
      <output id="shown" />
    </form>
  );
}

/** The matrix with its filter. */
export function Matrix({ record, index }: { record: RunRecord; index: Index }): JSX.Element {
  const machines = machinesOf(record);
  const sides = (["base", "patched"] as const).filter((side) => record.results.some((one) => one.side === side));
  const span = machines.length + 1;
  return (
    <section id="matrix">
      <h2>Matrix</h2>
      <Filter />
      <Legend />
      <div class="scroll">
        <table class="matrix">
          <Head record={record} machines={machines} sides={sides} />
          {[...index.families].map(([family, specs]) => (
            <tbody>
              <FamilyHead
                family={family}
                results={record.results.filter(({ spec }) => specs.includes(spec))}
                span={span}
              />
              {specs.map((spec) => (
                <Row spec={spec} machines={machines} sides={sides} index={index} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
      {record.results.length === 0 ? <p class="empty">No spec has a result.</p> : null}
    </section>
  );
}
